"""The Mesa model: a shell round the dynamics, for stepping, watching and `mesa.batch_run`."""

from __future__ import annotations

import inspect
import math
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Literal

import mesa
import numpy as np

from jevons_sim.engine import simulate
from jevons_sim.engine.choice import AdoptionRule
from jevons_sim.engine.fields import SIGNALS, Records, rows_of
from jevons_sim.engine.market import base_state, record_base
from jevons_sim.engine.population import draw_firms, draws_of, populate
from jevons_sim.engine.runner import batch_of, inputs_of, parameters_by_case
from jevons_sim.errors import UsageError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario

MOST_SEED = 2**32 - 1

MOST_FIRM_AGENTS = 2000
"""Firms up to which each one is an agent of its own in `JevonsModel.agents`."""


def _without_seed(method: Callable[..., None]) -> inspect.Signature:
    """Return the signature of a constructor without `self` and `seed`."""
    shown = inspect.signature(method)
    kept = [value for name, value in shown.parameters.items() if name not in ("self", "seed")]
    return shown.replace(parameters=kept)


def _seed_of(seed: object, rng: object) -> int:
    """Return the seed that is asked for under either name, or one from the operating system.

    Raises
    ------
    UsageError
        If it is no seed, or both are given.
    """
    if seed is not None and rng is not None:
        raise UsageError("seed and rng: two names of one number; give one of them")
    name, found = ("rng", rng) if seed is None else ("seed", seed)
    if found is None:
        return secrets.randbits(32)
    if isinstance(found, int | np.integer) and not isinstance(found, bool):
        number = int(found)
        if 0 <= number <= MOST_SEED:
            return number
    text = " ".join(repr(found).split())[:40]
    raise UsageError(f"{name}: {text} is no seed; write a whole number, 0 to {MOST_SEED}")


class FirmAgent(mesa.Agent):
    """One firm."""

    model: JevonsModel

    def __init__(self, model: JevonsModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def size(self) -> float:
        """Share of all firms' size. [-]"""
        return float(self.model.world.firms.size[self.row])

    @property
    def reservation_price(self) -> float:
        """Highest price at which it would adopt, over the base price. [-]"""
        return math.exp(self.model.world.firms.ln_reservation[self.row])

    @property
    def elasticity(self) -> float:
        """Its own price elasticity, signed. [-]"""
        return float(self.model.world.firms.elasticity[self.row])

    @property
    def peers(self) -> list[int]:
        """Rows of the firms that it watches; empty where everyone watches everyone."""
        return [int(row) for row in self.model.world.firms.peers[self.row]]

    @property
    def has_adopted(self) -> bool:
        """Whether it uses AI now."""
        return bool(self.model.state.adopted[self.row])


class LabAgent(mesa.Agent):
    """One lab."""

    model: JevonsModel

    def __init__(self, model: JevonsModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.spec.labs.members[self.row].name

    @property
    def market_share(self) -> float:
        """Its share of the market now. [-]"""
        return float(self.model.state.share[self.row])

    @property
    def gap(self) -> float:
        """How far it is behind the algorithmic frontier, in logs, 0 or below. [-]"""
        return float(self.model.state.gap[self.row])


class JevonsModel(mesa.Model):
    """Firms that adopt AI as it gets cheaper, labs that sell it, and the energy that follows.

    Parameters
    ----------
    scenario : Scenario or str
        What to run; a name or path is loaded.
    seed : int, optional
        Seed of the replicate, 0 to 2³² - 1: the same firms meet the same luck as in any other run
        of this seed. None takes one from the operating system, another for each model, as Mesa's
        models do; it is kept as `luck_seed`, and collected as `seed`.
    rng : int, optional
        The same under Mesa's newer name; one of the two may be given.
    case : {"actual", "engineering", "frozen"}
        Which of the three cases to step.
    values : mapping, optional
        Dotted keys to change first, as in `Scenario.with_values`.
    adoption : callable, optional
        An adoption rule of your own: takes a `Choice` and returns who uses AI after the step. Every
        case follows it, so that rebound compares like with like.

    Attributes
    ----------
    spec : Scenario
        The scenario, changed as asked.
    state : State
        Arrays of the present step; row i is always firm i.
    series : ndarray
        Shape (steps + 1, series), columns as in `quantities.SERIES`; NaN for steps to come.
    datacollector : mesa.DataCollector
        One row a step, from the base year on: the seed, then the series, as in ``years.csv``.

    Examples
    --------
    >>> model = JevonsModel("reference", seed=1, values={"population.firms": 100})
    >>> model.step()
    >>> len(model.firms), len(model.labs)
    (100, 3)
    """

    def __init__(
        self,
        scenario: Scenario | str = "reference",
        *,
        seed: int | None = None,
        rng: int | None = None,
        case: Literal["actual", "engineering", "frozen"] = "actual",
        values: Mapping[str, Any] | None = None,
        adoption: AdoptionRule | None = None,
    ) -> None:
        self.luck_seed = _seed_of(seed, rng)
        super().__init__(rng=self.luck_seed)
        loaded = load_scenario(scenario) if isinstance(scenario, str) else scenario
        if not isinstance(loaded, Scenario):
            raise UsageError(f"{type(loaded).__name__} is not a scenario; give one, or its name")
        if case not in CASES:
            raise UsageError(f"there is no case {case!r}; take one of {', '.join(CASES)}")
        single = loaded.model_copy(update={"sweep": None})
        self.spec = single.with_values(values) if values else single
        self.case = case
        self.adoption = adoption
        self._prepare(self.luck_seed)
        self._add_agents()
        self.datacollector = mesa.DataCollector(
            {
                "seed": "luck_seed",
                **{name: partial(_latest, column=column) for column, name in enumerate(SERIES)},
            }
        )
        self.datacollector.collect(self)

    # From Mesa 3.4 on, `batch_run` sets every parameter `seed` that it sees to that of its own
    # argument `rng`, None if not given, over what its `parameters` say. It does not see this one.
    __signature__ = _without_seed(__init__)

    def _prepare(self, seed: int) -> None:
        """Draw the firms, run the frozen case where its signals are read, set the base year."""
        own_rule = self.adoption is not None
        with ThreadPoolExecutor(1) as pool:
            parameters = parameters_by_case(self.spec, None)
            draws = draw_firms(parameters, [seed], pool, always_peers=own_rule)
        batch = batch_of([self.spec], [seed], draws, None)
        number = CASES.index(self.case)
        firms, adopted = populate(draws_of(draws, 0), batch.parameters[0, 0])
        frozen = np.zeros(self.spec.n_steps + 1, dtype=SIGNALS)
        if number > 0 and self.adoption is not None:
            frozen = self._frozen_by_rule(frozen)
        elif number > 0:
            world = inputs_of(batch, (0, 0, 0), firms, frozen)
            ignored = np.empty((frozen.size, len(SERIES)))
            frozen = simulate.run_steps(world, adopted, rows_of(ignored))
        self.world = inputs_of(batch, (0, 0, number), firms, frozen)
        self.state = base_state(self.world, adopted)
        self.signals = np.zeros_like(frozen)
        self.series = np.full((frozen.size, len(SERIES)), np.nan)
        record_base(self.state, self.world, self.signals, rows_of(self.series))

    def _frozen_by_rule(self, unread: Records) -> Records:
        """Signals of the frozen case under the model's own rule, where the case reads any."""
        if self.case == "actual" and all(dict(self.spec.responses).values()):
            return unread
        twin = JevonsModel(self.spec, seed=self.luck_seed, case="frozen", adoption=self.adoption)
        for _ in range(self.spec.n_steps):
            twin.step()
        return twin.signals

    def _add_agents(self) -> None:
        for row in range(len(self.spec.labs.members)):
            LabAgent(self, row)
        if self.spec.population.firms <= MOST_FIRM_AGENTS:
            for row in range(self.spec.population.firms):
                FirmAgent(self, row)

    @property
    def n_done(self) -> int:
        """Steps after the base year that have been done."""
        return min(int(self.steps), self.spec.n_steps)

    @property
    def year(self) -> float:
        """Calendar year of the present step."""
        return float(self.world.paths["year"][self.n_done])

    @property
    def firms(self) -> list[FirmAgent]:
        """The firms as agents; empty above `MOST_FIRM_AGENTS`, where `firm` still shows any one."""
        return list(self.agents.select(agent_type=FirmAgent))

    @property
    def labs(self) -> list[LabAgent]:
        """The labs as agents."""
        return list(self.agents.select(agent_type=LabAgent))

    def firm(self, row: int) -> dict[str, float | bool]:
        """Return what can be seen of one firm, in a population of any size."""
        firms = self.world.firms
        return {
            "size": float(firms.size[row]),
            "reservation_price": float(np.exp(firms.ln_reservation[row])),
            "elasticity": float(firms.elasticity[row]),
            "has_adopted": bool(self.state.adopted[row]),
        }

    def step(self) -> None:
        """One step of `dt` years: price, firms, energy (docs/odd.md, section 3).

        The call after the last step changes nothing but `running`, so that row k of the collected
        data is step k, the base year being row 0, as `mesa.batch_run` expects.
        """
        if self.steps > self.spec.n_steps:
            self.running = False
            return
        self.state = simulate.advance(
            self.state, self.world, self.n_done, self.signals, rows_of(self.series), self.adoption
        )
        self.datacollector.collect(self)


def _latest(model: JevonsModel, column: int) -> float:
    """Value of a series at the present step."""
    return float(model.series[model.n_done, column])
