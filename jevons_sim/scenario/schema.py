"""The scenario as a whole: its sections, and what must agree between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from jevons_sim.scenario import sections
from jevons_sim.scenario.expected import Expected
from jevons_sim.scenario.instruments import PolicyInstrument
from jevons_sim.scenario.spec import UNIQUE, Name, Spec, Text, distinct
from jevons_sim.scenario.sweep import Sweep

Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
SeedCount = Annotated[int, Field(ge=1, le=1_000_000)]
SeedList = Annotated[
    tuple[Seed, ...],
    Field(strict=False, min_length=1, max_length=1_000_000),
    AfterValidator(distinct),
    UNIQUE,
]


def _kind_of_seeds(value: object) -> str:
    return "list" if isinstance(value, list | tuple) else "count"


Seeds = Annotated[
    Annotated[SeedCount, Tag("count")] | Annotated[SeedList, Tag("list")],
    Discriminator(_kind_of_seeds),
]


class Scenario(Spec):
    """A question about the energy use of AI, and every number needed to answer it."""

    name: Name
    """Short name, also the output folder."""

    title: Text = ""
    """One line that says what happens."""

    question: Text = ""
    """The question that the scenario answers."""

    time: sections.Time
    """Horizon and step."""

    population: sections.Population
    """The firms."""

    technology: sections.Technology
    """Efficiency gains."""

    labs: sections.Labs
    """The suppliers."""

    price: sections.Price
    """From cost to price."""

    demand: sections.Demand
    """How much adopters use."""

    adoption: sections.Adoption
    """Whether firms use AI at all."""

    grid: sections.Grid
    """Electricity supply."""

    economy: sections.Economy
    """Spending, and where savings go."""

    energy: sections.Energy
    """Observed level of the base year."""

    equivalents: sections.Equivalents | None
    """Amounts of electricity that people can picture, for the words; null where none would fit."""

    policy: tuple[PolicyInstrument, ...] = Field(default=(), strict=False, max_length=100)
    """Dated instruments."""

    responses: sections.Responses
    """Which responses to a gain are switched on in the actual case."""

    sweep: Sweep | None = None
    """Points to run instead of one; null for a single case."""

    seeds: Seeds
    """Number of replicates (seeds 0, 1, ...), or a list of seeds."""

    sources: dict[str, Text] = Field(default_factory=dict)
    """Dotted key to the source of its number."""

    ranges: dict[str, sections.Interval] = Field(default_factory=dict)
    """Dotted key to the range within which its number is known; not a confidence interval."""

    expected: Expected | None = None
    """The answer that the scenario stands for."""

    @model_validator(mode="after")
    def _check_between_sections(self) -> Self:
        faults = list(disagreements(self))
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def __repr__(self) -> str:
        """Return name and title, as a notebook shows it; `model_dump` returns every key."""
        return f"<Scenario {self.name}: {self.title}>" if self.title else f"<Scenario {self.name}>"

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds, one for each replicate."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    @property
    def n_steps(self) -> int:
        """Steps after the base year."""
        return self.time.years * self.time.steps_per_year

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Return a copy with some dotted keys changed, validated as a whole.

        As with ``--set``, a section is merged, anything else replaces what was there, and with a
        value that is changed go its source and the expected answer.

        Parameters
        ----------
        values : mapping
            Dotted key (``demand.price_elasticity``, ``labs.members.0.share``) to its new value.

        Raises
        ------
        ScenarioError
            If a key does not exist, is swept, or overlaps with another, or if the changed scenario
            is not valid.
        """
        from jevons_sim.scenario.changed import changed  # noqa: PLC0415 - it needs this class

        return changed(self, values)


MOST_NAMED = 10
"""Labs that a message names."""


def disagreements(scenario: Scenario) -> list[str]:
    """Return what does not fit together between keys, as ``dotted.key: what; what to write``."""
    names = [lab.name for lab in scenario.labs.members]
    return [
        *_share_faults(scenario),
        *_adoption_faults(scenario),
        *_demand_faults(scenario),
        *([] if len(set(names)) == len(names) else [_TWINS]),
        *_shock_faults(scenario, names),
        *_pue_faults(scenario),
    ]


_TWINS = "labs.members: two labs share a name; give each its own"


def _share_faults(scenario: Scenario) -> list[str]:
    cost = scenario.price.cost_shares
    sums = {
        "price.cost_shares: the shares": cost.energy + cost.compute + cost.overhead,
        "labs.members: the market shares": math.fsum(lab.share for lab in scenario.labs.members),
    }
    return [
        f"{what} sum to {total:g}; they must sum to 1"
        for what, total in sums.items()
        if not math.isclose(total, 1.0, abs_tol=1e-9)
    ]


def _adoption_faults(scenario: Scenario) -> list[str]:
    adoption = scenario.adoption
    potential = scenario.population.reservation_price.potential_at_base_price
    faults = []
    if adoption.base_share > adoption.ceiling:
        faults.append(
            f"adoption.base_share: {adoption.base_share:g} is above adoption.ceiling "
            f"{adoption.ceiling:g}; more firms cannot have adopted than ever could"
        )
    if potential > adoption.ceiling:
        faults.append(
            f"population.reservation_price.potential_at_base_price: {potential:g} is above "
            f"adoption.ceiling {adoption.ceiling:g}; raise the ceiling or lower the potential"
        )
    return faults


def _demand_faults(scenario: Scenario) -> list[str]:
    demand, peers = scenario.demand, scenario.population.peers
    faults = []
    if demand.form == "saturating" and demand.saturation_multiple is None:
        faults.append("demand.saturation_multiple: needed by the saturating form; write e.g. 20")
    if peers.network == "small_world" and peers.degree % 2:
        faults.append(
            f"population.peers.degree: {peers.degree} is odd; a small world has as many "
            f"neighbours on either side, write {peers.degree + 1}"
        )
    return faults


def _shock_faults(scenario: Scenario, lab_names: list[str]) -> list[str]:
    faults = []
    technology = scenario.technology
    for path_name in ("algorithmic", "hardware_energy", "hardware_cost", "overhead"):
        path: sections.Path = getattr(technology, path_name)
        for number, shock in enumerate(path.shocks):
            key = f"technology.{path_name}.shocks.{number}.lab"
            if shock.lab is None:
                continue
            if path_name != "algorithmic":
                faults.append(f"{key}: only algorithmic shocks belong to a lab; leave it out")
            elif shock.factor < 1.0:
                faults.append(f"{key}: a lab cannot fall back by itself; write a factor above 1")
            elif shock.lab not in lab_names:
                more = ", …" if len(lab_names) > MOST_NAMED else ""
                known = ", ".join(lab_names[:MOST_NAMED]) + more
                faults.append(f"{key}: no lab is called {shock.lab!r}; the labs are {known}")
    return faults


def _pue_faults(scenario: Scenario) -> list[str]:
    pue = scenario.technology.pue
    faults = [
        f"policy.{number}.annual_factor: {policy.annual_factor:g} would raise PUE; write at most 1"
        for number, policy in enumerate(scenario.policy)
        if policy.instrument == "efficiency_programme"
        and policy.target == "pue"
        and policy.annual_factor > 1.0
    ]
    if pue.floor > pue.base:
        faults.append(f"technology.pue.floor: {pue.floor:g} is above the base {pue.base:g}")
    return faults
