"""The whole model as a Mesa user would write it: an object for each firm and each lab.

Every rule of docs/odd.md in plain Python, written from that page rather than from the engine. Only
what is given from outside is shared: the scenario's paths, the drawn firms, and the draws of each
firm and step. So both must find the same answers, and `tests/unit/engine/test_objects.py` holds
them to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from jevons_sim.engine.inputs import lab_shares, paths_of, setbacks_of
from jevons_sim.engine.kinds import DemandForm, Network, Technology, TrainingRule
from jevons_sim.engine.population import _uniforms, draw_firms, draws_of, populate
from jevons_sim.engine.random import Stream
from jevons_sim.engine.runner import parameters_by_case
from jevons_sim.quantities import CASES, RESPONSES, SERIES
from jevons_sim.scenario.schema import Scenario


def moved(old: float, new: float, dt: float, lag: float) -> float:
    """A value on its way to a new one with a time constant."""
    return new if lag <= 0.0 else old + (1.0 - math.exp(-dt / lag)) * (new - old)


class Firm(mesa.Agent):
    """A firm that looks at the price and at its peers, and decides."""

    def __init__(self, model: ObjectModel, row: int, traits: tuple[float, float, float]) -> None:
        super().__init__(model)
        self.row = row
        self.size, self.ln_reservation, self.elasticity = traits
        self.peers: list[Firm] = []
        self.uses_ai = self.will_use_ai = False
        self.tasks = 0.0

    def decide(self) -> None:
        """Make up its mind, looking at its peers as they are; `act` follows."""
        model, p = self.model, self.model.p
        self.will_use_ai = self.uses_ai
        if self.uses_ai:
            regrets = model.ln_price_seen > self.ln_reservation + math.log1p(p.band)
            if regrets and model.regret_draws[self.row] < -math.expm1(-p.abandonment * p.dt):
                self.will_use_ai = False
        elif model.ln_price_seen <= self.ln_reservation:
            hazard = p.innovation + p.imitation * self.share_of_peers()
            if model.draws[self.row] < -math.expm1(-hazard * p.dt):
                self.will_use_ai = True

    def share_of_peers(self) -> float:
        """Share of those it watches that use AI: its peers, or on a complete network everyone."""
        if self.peers:
            return sum(peer.uses_ai for peer in self.peers) / len(self.peers)
        if self.model.is_complete and self.model.p.firms > 1:
            return self.model.adopters / (self.model.p.firms - 1)
        return 0.0

    def act(self) -> None:
        """Do what it has decided."""
        self.uses_ai = self.will_use_ai
        self.tasks = self.size * self.tasks_per_size() if self.uses_ai else 0.0

    def tasks_per_size(self) -> float:
        """Tasks of an adopter per unit of size, at the price that it perceives."""
        p, ln_price = self.model.p, self.model.ln_price_used
        if p.form == DemandForm.ISOELASTIC:
            return math.exp(self.elasticity * ln_price)
        if p.form == DemandForm.SATURATING:
            return p.multiple / (1.0 + (p.multiple - 1.0) * math.exp(-self.elasticity * ln_price))
        gap = 1.0 + self.elasticity
        if abs(gap) < 1e-9:
            ln_cost = p.cost_share * ln_price
        else:
            ln_cost = math.log1p(p.cost_share * math.expm1(gap * ln_price)) / gap
        return math.exp(
            (p.output_elasticity - self.elasticity) * ln_cost + self.elasticity * ln_price
        )


class Lab(mesa.Agent):
    """A lab that follows the frontier, sets a price and wins a share of the market."""

    def __init__(self, model: ObjectModel, row: int, share: float) -> None:
        super().__init__(model)
        self.row, self.brand, self.share = row, share, share
        self.gap = 0.0
        self.efficiency = self.price = 1.0

    def catch_up(self) -> None:
        """Fall back by others' jumps, then learn what is public."""
        model = self.model
        self.gap -= model.setbacks[model.steps][self.row]
        self.gap *= math.exp(-model.p.spillover * model.p.dt)
        self.efficiency = math.exp(model.ln_frontier() + self.gap)

    def set_price(self) -> None:
        """Pass on a part of what serving costs, and the scarcity premium."""
        model, p, now = self.model, self.model.p, self.model.now
        electricity = model.electricity_price / p.base_electricity_price
        cost = (
            p.energy_share * electricity * math.exp(now.ln_pue - now.ln_h) / self.efficiency
            + p.compute_share / (self.efficiency * math.exp(now.ln_v))
            + p.overhead_share / math.exp(now.ln_o)
        )
        self.price = cost**p.pass_through * math.exp(model.premium)

    def compete(self) -> None:
        """Move to the share that its price and its brand can win."""
        p = self.model.p
        if p.price_sensitivity == 0.0:
            return
        pulls = {lab: lab.brand * lab.price**-p.price_sensitivity for lab in self.model.labs}
        target = pulls[self] / sum(pulls.values())
        self.share = moved(self.share, target, p.dt, p.share_lag)


class ObjectModel(mesa.Model):
    """Firms and labs as objects; one case of one seed."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        case: str = "actual",
        values: Mapping[str, Any] | None = None,
        frozen: ObjectModel | None = None,
    ) -> None:
        super().__init__(rng=seed)
        scenario = scenario.with_values(values) if values else scenario
        technology = Technology.FROZEN if case == "frozen" else Technology.MOVING
        record = parameters_by_case(scenario, None)[CASES.index(case)]
        self.seed_of_draws, self.frozen = seed, frozen
        self.p = SimpleNamespace(**{name: record[name].item() for name in record.dtype.names})
        self.is_complete = self.p.network == Network.COMPLETE
        self.reads_own = {name: getattr(self.p, f"respond_{name}") for name in RESPONSES}
        paths = paths_of(scenario, technology)
        names = paths.dtype.names
        rows = (dict(zip(names, row, strict=True)) for row in paths.tolist())
        self.paths = [SimpleNamespace(**row) for row in rows]
        self.setbacks = setbacks_of(scenario, technology).tolist()
        self.labs = [Lab(self, row, share) for row, share in enumerate(lab_shares(scenario))]
        self.add_firms(scenario)
        self.set_base_year()
        self.datacollector = mesa.DataCollector(
            {name: partial(_latest, name=name) for name in SERIES}
        )
        self.datacollector.collect(self)

    def add_firms(self, scenario: Scenario) -> None:
        """Draw the same firms as the engine."""
        parameters = parameters_by_case(scenario, None)
        with ThreadPoolExecutor(1) as pool:
            draws = draws_of(draw_firms(parameters, [self.seed_of_draws], pool), 0)
        firms, adopted = populate(draws, parameters[0])
        traits = zip(*(part.tolist() for part in firms[:3]), strict=True)
        self.firms = [Firm(self, row, three) for row, three in enumerate(traits)]
        for firm, peers, uses in zip(self.firms, firms.peers.tolist(), adopted, strict=True):
            firm.peers = [self.firms[row] for row in peers]
            firm.uses_ai = bool(uses)

    def set_base_year(self) -> None:
        """Every index is 1, every level as observed."""
        p = self.p
        self.now = self.paths[0]
        self.price = self.price_before = self.service = self.served = self.depth = 1.0
        self.tasks = self.compute = 1.0
        self.training = 1.0 if p.training_energy_share > 0.0 else 0.0
        self.ln_perceived = self.premium = self.cumulative_service = self.surplus = 0.0
        self.gain = 0.0
        self.electricity_price = p.base_electricity_price
        self.adopters = sum(firm.uses_ai for firm in self.firms)
        self.firm_tasks = self.base_firm_tasks = sum(f.size for f in self.firms if f.uses_ai)
        self.inference = p.base_energy * (1.0 - p.training_energy_share)
        self.training_energy = p.base_energy * p.training_energy_share
        self.energy = p.base_energy
        self.signals = [self.signal()]
        self.row = {**self.outcomes(), "tax_revenue_usd_bn": 0.0}

    def step(self) -> None:
        """One step, in the order of docs/odd.md, section 3; the call after the last only stops."""
        if self.steps >= len(self.paths):
            self.running = False
            return
        self.now = self.paths[self.steps]
        self.read_grid()
        self.agents_by_type[Lab].do("catch_up").do("set_price").do("compete")
        self.set_market_price()
        if self.reads_own["adoption"] or self.reads_own["use"]:
            self.move_firms()
        else:
            self.adopters, self.firm_tasks = self.other.adopters, self.other.firm_tasks
        self.want()
        self.ration()
        self.clear()
        self.signals.append(self.signal())
        self.row = self.outcomes()
        self.datacollector.collect(self)

    @property
    def other(self) -> SimpleNamespace:
        """What the frozen run signals at this step."""
        return self.frozen.signals[self.steps]

    def ln_frontier(self) -> float:
        """Log of algorithmic efficiency at the frontier: the outside path and learning by doing."""
        learned = self.p.experience_exponent * math.log1p(self.cumulative_service)
        return min(self.now.ln_a + learned, max(self.p.ln_ceiling, self.now.ln_a))

    def read_grid(self) -> None:
        """Set the price of electricity from last step's load."""
        if not self.reads_own["grid"]:
            self.electricity_price = self.other.electricity_price
            self.premium = self.frozen.signals[self.steps - 1].premium
            return
        before = self.paths[self.steps - 1]
        load = (before.other_demand + self.energy) / self.p.base_load
        ratio = (load / before.supply) ** self.p.inverse_supply_elasticity
        self.electricity_price = self.p.base_electricity_price * ratio + self.now.tax

    def set_market_price(self) -> None:
        """Set the market's price, and what firms see of it."""
        p = self.p
        self.price = sum(lab.share * lab.price for lab in self.labs)
        self.ln_perceived = moved(self.ln_perceived, math.log(self.price), p.dt, p.lag)
        own, use = self.reads_own["adoption"], self.reads_own["use"]
        ln_price = math.log(self.price) if own else self.other.ln_price
        self.ln_price_seen = ln_price - self.now.ln_subsidy
        self.ln_price_used = self.ln_perceived if use else self.other.ln_perceived

    def move_firms(self) -> None:
        """Let firms decide, in random order, and then act."""
        self.draw()
        self.agents_by_type[Firm].shuffle_do("decide").do("act")
        self.adopters = sum(firm.uses_ai for firm in self.firms)
        self.firm_tasks = sum(firm.tasks for firm in self.firms)

    def draw(self) -> None:
        """Draw what decides for each firm in this step, as the engine does."""
        self.draws = self.uniforms(Stream.ADOPTION)
        if self.p.abandonment > 0.0:
            self.regret_draws = self.uniforms(Stream.ABANDONMENT)
        else:
            self.regret_draws = [1.0] * len(self.firms)

    def uniforms(self, stream: Stream) -> list[float]:
        """A uniform number for each firm."""
        draws = np.empty(len(self.firms))
        _uniforms((self.seed_of_draws, stream, self.steps), 0, draws)
        return draws.tolist()

    def want(self) -> None:
        """Set what users and labs want, before any limit."""
        p, now = self.p, self.now
        ln_price = self.ln_perceived if self.reads_own["depth"] else self.other.ln_perceived
        self.depth = min(math.exp(p.depth_elasticity * ln_price), p.depth_ceiling)
        self.tasks = self.firm_tasks / self.base_firm_tasks * math.exp(now.autonomous)
        per_service = sum(lab.share / lab.efficiency for lab in self.labs)
        self.compute = self.tasks * self.depth * per_service
        self.training = self.race() if self.reads_own["training"] else self.other.training
        per_compute = p.base_energy * math.exp(now.ln_pue - now.ln_h)
        self.inference = per_compute * (1.0 - p.training_energy_share) * self.compute
        self.training_energy = per_compute * p.training_energy_share * self.training

    def race(self) -> float:
        """Training compute that labs buy: a share of revenue, or a Tullock contest for a prize."""
        p, now = self.p, self.now
        if p.training_energy_share <= 0.0:
            return 0.0
        revenue = self.price * self.tasks * self.depth
        if p.training_rule == TrainingRule.REVENUE_SHARE:
            budget = revenue
        else:
            n = len(self.labs)
            prize = revenue**p.prize_exponent * now.outside
            costs = sorted(self.labs[0].efficiency / lab.efficiency for lab in self.labs)
            budget = prize * contest(costs) / ((n - 1) / n)
        return min(budget * math.exp(now.ln_v), now.training_limit)

    def ration(self) -> None:
        """Serve what the limit allows, and let scarcity raise the price."""
        p, limit = self.p, self.now.limit
        if not self.reads_own["grid"]:
            self.served, self.premium = self.other.served, self.other.premium
            return
        wanted = self.inference + self.training_energy
        self.served = min(1.0, limit / wanted) if wanted > 0.0 else 1.0
        if math.isinf(limit) or wanted <= 0.0:
            self.premium = 0.0
        else:
            pressure = p.scarcity_response * p.dt * math.log(wanted / limit)
            self.premium = max(0.0, self.premium + pressure)

    def clear(self) -> None:
        """Count what is served, and what users gain."""
        for name in ("tasks", "compute", "training", "inference", "training_energy"):
            setattr(self, name, getattr(self, name) * self.served)
        service = self.tasks * self.depth
        gain = 0.5 * (service + self.service) * (self.price_before - self.price)
        self.surplus += gain * self.p.base_spending
        self.price_before, self.service = self.price, service
        self.cumulative_service += service * self.p.dt
        self.energy = self.inference + self.training_energy
        self.gain = self.surplus + self.now.recycled_tax * self.energy / 1000.0

    def signal(self) -> SimpleNamespace:
        """What other cases can read of this step."""
        return SimpleNamespace(
            ln_price=math.log(self.price),
            ln_perceived=self.ln_perceived,
            electricity_price=self.electricity_price,
            premium=self.premium,
            served=self.served,
            adopters=self.adopters,
            firm_tasks=self.firm_tasks,
            training=self.training,
            gain=self.gain,
        )

    def outcomes(self) -> dict[str, float]:
        """The row of the yearly table."""
        p, now = self.p, self.now
        gain = self.gain if self.reads_own["economy"] else self.other.gain
        serving, share = p.base_spending * p.compute_share, p.training_energy_share
        racing = serving * share / (1.0 - share) if share < 1.0 else 0.0
        hardware = (serving * self.compute + racing * self.training) / math.exp(now.ln_v)
        return {
            "adoption_share": self.adopters / p.firms,
            "price_usd_per_mtok": self.price * p.base_price,
            "service_mtok": self.service * p.base_spending * 1e9 / p.base_price,
            "tasks": self.tasks,
            "depth": self.depth,
            "compute": self.compute,
            "training_compute": self.training,
            "energy_inference_twh": self.inference,
            "energy_training_twh": self.training_energy,
            "energy_twh": self.energy,
            "energy_economy_twh": p.respending * (1 + p.multiplier) * gain * now.economy_intensity,
            "electricity_price_usd_per_mwh": self.electricity_price,
            "emissions_mtco2": self.energy * now.carbon_intensity / 1000.0,
            "spending_usd_bn": self.price * self.service * p.base_spending,
            "hardware_spending_usd_bn": hardware,
            "consumer_surplus_usd_bn": self.surplus,
            "tax_revenue_usd_bn": self.energy * now.tax / 1000.0,
            "unserved_share": 1.0 - self.served,
            "hours_displaced_bn": p.base_task_hours * self.tasks * p.displaced_share,
        }

    def series(self) -> np.ndarray:
        """What was collected, shape (steps + 1, series)."""
        return self.datacollector.get_model_vars_dataframe()[list(SERIES)].to_numpy()


def contest(costs: list[float]) -> float:
    """Spending of labs in a Tullock contest per unit of the prize; `costs` in ascending order.

    Labs whose effort would be negative leave, dearest first.
    """
    active = list(costs)
    while len(active) >= 2:
        effort = (len(active) - 1) / sum(active)
        if active[-1] * effort <= 1.0:
            return sum(cost * effort * (1.0 - cost * effort) for cost in active)
        dearest = active[-1]
        active = [cost for cost in active if cost < dearest]
    return 0.0


def objects_of(scenario: Scenario, seed: int, case: str = "actual") -> ObjectModel:
    """Run a case to its end, and the frozen one first where it reads that."""
    frozen = None if case == "frozen" else objects_of(scenario, seed, "frozen")
    model = ObjectModel(scenario, seed, case, frozen=frozen)
    for _ in range(scenario.n_steps):
        model.step()
    return model


def _latest(model: ObjectModel, name: str) -> float:
    return model.row[name]
