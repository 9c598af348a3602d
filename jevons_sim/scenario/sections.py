"""The sections of a scenario that describe the world: one frozen model each.

Bounds live here; the numbers about the world live in ``scenarios/reference.yaml`` with their
sources. A default appears here only where it is neutral (no ceiling, no shock, one lab's brand).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from jevons_sim.scenario.spec import (
    UNIQUE,
    AnnualFactor,
    DisagreementError,
    Name,
    Place,
    Share,
    Spec,
    Year,
    distinct,
    unit,
)

Index = Literal["algorithmic", "hardware_energy", "hardware_cost", "overhead", "pue"]
"""The five technology paths, by name."""


class Time(Spec):
    """The horizon: index 0 is the base year, to which every level is anchored."""

    start_year: int = Field(ge=1500, le=2400, json_schema_extra=unit("yr"))
    """Base year."""

    years: int = Field(ge=1, le=400, json_schema_extra=unit("yr"))
    """Length of the run after the base year."""

    steps_per_year: int = Field(ge=1, le=52, json_schema_extra=unit("1/yr"))
    """Steps in a year; the step is ``dt = 1 / steps_per_year``."""


class Size(Spec):
    """Distribution of firm sizes; sizes are scaled so that they sum to 1."""

    distribution: Literal["lognormal", "pareto"]
    """Log-normal, or Pareto (Zipf) with tail exponent ``1 / spread``."""

    spread: float = Field(ge=0.0, le=5.0, json_schema_extra=unit("-"))
    """Standard deviation of the logarithm of size, in either distribution; 0: all firms equal."""


class ReservationPrice(Spec):
    """The highest price at which a firm would adopt: log-normal over firms."""

    spread: float = Field(ge=0.0, le=20.0, json_schema_extra=unit("-"))
    """Standard deviation of the logarithm of the reservation price."""

    potential_at_base_price: Share
    """Share of all firms that would adopt at the base-year price; at most `adoption.ceiling`."""

    size_correlation: float = Field(ge=-1.0, le=1.0, json_schema_extra=unit("-"))
    """Correlation of the log reservation price with log size: above 0, large firms adopt first."""


class Peers(Spec):
    """Whom a firm watches: the share of its peers that have adopted drives imitation."""

    network: Literal["small_world", "complete", "sectors"]
    """Ring with rewired links; everyone; or random peers from the firm's own sector."""

    degree: int = Field(ge=0, le=1000, json_schema_extra=unit("-"))
    """Peers per firm (even on a small world); as many as there are others if firms are fewer."""

    rewire: Share
    """Small world: chance that a link leaves the ring for a random firm; 1 is a random graph."""

    sectors: int = Field(ge=1, le=10000, json_schema_extra=unit("-"))
    """Number of equal sectors, used by the `sectors` network."""


class Population(Spec):
    """The firms: how many, how large, how keen, whom they watch."""

    firms: int = Field(ge=1, le=20_000_000, json_schema_extra=unit("-"))
    """Number of firms (agents)."""

    size: Size
    """Distribution of firm sizes."""

    reservation_price: ReservationPrice
    """Distribution of reservation prices."""

    peers: Peers
    """The peer network."""


class Shock(Spec):
    """A dated jump of a technology path."""

    year: Year
    """When it starts."""

    factor: float = Field(ge=0.001, le=100000.0, json_schema_extra=unit("-"))
    """New over old efficiency."""

    ramp_years: float = Field(default=0.0, ge=0.0, le=100.0, json_schema_extra=unit("yr"))
    """Years over which it phases in, evenly in logarithms; 0 is at once."""

    lab: Name | None = None
    """Lab that makes the jump: the frontier moves there, the others fall behind by the factor."""


class Path(Spec):
    """A technology index relative to the base year."""

    annual_factor: AnnualFactor
    """Growth factor per year."""

    ceiling: float | None = Field(default=None, ge=1.0, le=1e12, json_schema_extra=unit("-"))
    """Limit of the index, approached along a logistic in the log; null for none."""

    shocks: tuple[Shock, ...] = Field(default=(), strict=False)
    """Dated jumps."""


class Pue(Spec):
    """Power usage effectiveness: facility energy over IT energy."""

    base: float = Field(ge=1.0, le=5.0, json_schema_extra=unit("-"))
    """Value in the base year."""

    floor: float = Field(ge=1.0, le=5.0, json_schema_extra=unit("-"))
    """Lowest value that can be reached; at most `base`."""

    annual_factor: float = Field(ge=0.5, le=1.0, json_schema_extra=unit("1/yr"))
    """Yearly factor until the floor is reached."""


class Technology(Spec):
    """Efficiency gains, named apart: throughput (`algorithmic`) and energy-only (the rest)."""

    algorithmic: Path
    """a(t), service per unit of compute at the frontier: the throughput gain."""

    hardware_energy: Path
    """h(t), compute per joule: an energy-only gain."""

    hardware_cost: Path
    """v(t), compute per dollar of capital."""

    overhead: Path
    """o(t), service per dollar of staff, network and other cost."""

    pue: Pue
    """Power usage effectiveness: an energy-only gain."""

    frozen: Annotated[tuple[Index, ...], AfterValidator(distinct), UNIQUE] = Field(strict=False)
    """Paths that stand still in the frozen case."""

    experience_exponent: float = Field(ge=0.0, le=1.0, json_schema_extra=unit("-"))
    """Wright's law: a(t) also grows as cumulative service to this power; 0 is no learning."""


class Lab(Spec):
    """A supplier of AI services."""

    name: Name
    """Name, unique among labs."""

    share: Share
    """Market share in the base year; shares sum to 1."""


class Training(Spec):
    """How labs decide on training compute: the arms race."""

    rule: Literal["contest", "revenue_share", "none"]
    """Tullock contest for a prize; a fixed share of revenue; or no training at all."""

    energy_share: Share
    """Training's share of AI energy in the base year; it counts as 0 where nobody trains."""

    prize_revenue_exponent: float = Field(ge=0.0, le=3.0, json_schema_extra=unit("-"))
    """ξ: 1, the prize grows with market revenue; 0, it is a fixed pot."""

    outside_investment_factor: AnnualFactor
    """Yearly growth factor of money from outside (venture, state)."""


class Labs(Spec):
    """The suppliers, and how they compete."""

    members: tuple[Lab, ...] = Field(strict=False, min_length=1, max_length=100)
    """The labs."""

    price_sensitivity: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("-"))
    """λ of the logit that turns prices into market shares; 0: shares never move."""

    share_adjustment_years: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("yr"))
    """Time constant with which shares follow the logit; 0 is at once."""

    spillover_per_year: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("1/yr"))
    """ψ: rate at which a laggard closes its gap to the frontier (open weights: high)."""

    training: Training
    """The training race."""


class CostShares(Spec):
    """Shares of the unit cost of serving in the base year; they sum to 1."""

    energy: Share
    """Electricity."""

    compute: Share
    """Accelerators and other capital."""

    overhead: Share
    """Staff, network and other cost."""


class Price(Spec):
    """From cost to price."""

    base_usd_per_mtok: float = Field(ge=1e-6, le=1e6, json_schema_extra=unit("USD/Mtok"))
    """Price in the base year."""

    cost_shares: CostShares
    """What a token costs, by part."""

    pass_through: float = Field(ge=0.0, le=2.0, json_schema_extra=unit("-"))
    """θ: share of a fall in (log) cost that reaches the buyer; 1 full, 0 none."""


class Demand(Spec):
    """How firms' use of AI services answers to its price."""

    form: Literal["isoelastic", "saturating", "derived"]
    """Constant elasticity; bounded by a multiple of today's tasks; or Hicks-Marshall."""

    price_elasticity: float = Field(ge=-20.0, le=0.0, json_schema_extra=unit("-"))
    """Own-price elasticity of tasks per adopter, signed: -2 is elastic, -0.2 inelastic."""

    elasticity_spread: float = Field(ge=0.0, le=5.0, json_schema_extra=unit("-"))
    """Standard deviation of the elasticity over firms; draws above 0 are set to 0."""

    saturation_multiple: float | None = Field(ge=1.0, le=1e9, json_schema_extra=unit("-"))
    """M of the saturating form: the multiple of base-year tasks that exists at all."""

    depth_elasticity: float = Field(ge=-5.0, le=0.0, json_schema_extra=unit("-"))
    """υ: elasticity of tokens per task to the price, signed."""

    depth_ceiling: float | None = Field(ge=1.0, le=1e9, json_schema_extra=unit("-"))
    """Highest multiple of base-year tokens per task; null for none."""

    adjustment_years: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("yr"))
    """Lag τ of the perceived price (short-run against long-run elasticity); 0 is immediate."""

    autonomous_growth: float = Field(ge=-5.0, le=5.0, json_schema_extra=unit("1/yr"))
    """n: log growth of tasks at any price (new products), the same in every case."""

    substitution_elasticity: float = Field(ge=0.0, le=20.0, json_schema_extra=unit("-"))
    """σ of the derived form: AI against the firm's other inputs."""

    output_elasticity: float = Field(ge=-20.0, le=0.0, json_schema_extra=unit("-"))
    """η of the derived form: elasticity of demand for the firm's own product, signed."""

    cost_share: Share
    """s of the derived form: AI's share of the firm's cost in the base year."""


class Adoption(Spec):
    """Whether a firm uses AI at all."""

    base_share: Share
    """Share of firms that use AI in the base year, keenest first; at least one firm does."""

    ceiling: Share
    """Share of firms that could ever adopt; the rest never do, at any price."""

    innovation_per_year: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("1/yr"))
    """α: hazard of adopting for a firm that would gain, without any peers."""

    imitation_per_year: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("1/yr"))
    """β: hazard added when all of a firm's peers have adopted."""

    abandonment_per_year: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("1/yr"))
    """δ: hazard of giving up while the price is above the reservation price and its band."""

    abandonment_band: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("-"))
    """How far the price may exceed the reservation price, as a share, before a firm gives up."""


class Grid(Spec):
    """Electricity supply, and what else it serves."""

    base_price_usd_per_mwh: float = Field(ge=0.01, le=1e5, json_schema_extra=unit("USD/MWh"))
    """Electricity price in the base year, before any tax of this scenario."""

    other_demand_twh: float = Field(ge=0.0, le=1e7, json_schema_extra=unit("TWh/yr"))
    """All other electricity demand in the base year."""

    other_growth: float = Field(ge=-0.5, le=1.0, json_schema_extra=unit("1/yr"))
    """Yearly growth of other demand, as a share."""

    supply_growth: float = Field(ge=-0.5, le=1.0, json_schema_extra=unit("1/yr"))
    """Yearly growth of supply at a constant price, as a share."""

    supply_elasticity: float | None = Field(ge=0.01, le=1000.0, json_schema_extra=unit("-"))
    """Price elasticity of electricity supply; null: perfectly elastic, the price stands still."""

    limit_twh: float | None = Field(ge=0.001, le=1e7, json_schema_extra=unit("TWh/yr"))
    """Most electricity that AI can draw (build-out limit); null for none."""

    scarcity_response: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("1/yr"))
    """κ: how fast a scarcity premium builds while demand exceeds the limit."""

    carbon_intensity_kg_per_mwh: float = Field(ge=0.0, le=2000.0, json_schema_extra=unit("kg/MWh"))
    """Emissions per unit of electricity in the base year."""

    carbon_intensity_decline: float = Field(ge=-0.5, le=0.9, json_schema_extra=unit("1/yr"))
    """Yearly decline of the carbon intensity, as a share."""


class Economy(Spec):
    """Money: what is spent on AI, and where the savings go."""

    base_spending_usd_bn: float = Field(ge=1e-6, le=1e6, json_schema_extra=unit("USD bn/yr"))
    """Spending on AI services in the base year."""

    respending_share: Share
    """ζ: share of users' gain that is spent elsewhere."""

    macro_multiplier: float = Field(ge=0.0, le=20.0, json_schema_extra=unit("-"))
    """k: further activity for each dollar spent again."""

    energy_intensity_kwh_per_usd: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("kWh/USD"))
    """Electricity that the economy uses per dollar, base year."""

    intensity_decline: float = Field(ge=-0.5, le=0.9, json_schema_extra=unit("1/yr"))
    """Yearly decline of that intensity, as a share."""

    base_task_hours_bn: float = Field(ge=0.0, le=1e5, json_schema_extra=unit("h bn/yr"))
    """Hours of work that the base year's AI tasks stand in for."""

    displaced_share: Share
    """Share of those hours that is work no longer done by people: an indicator, not a forecast."""


class Energy(Spec):
    """The observed level that anchors the model's energy."""

    base_twh: float = Field(ge=1e-6, le=1e6, json_schema_extra=unit("TWh/yr"))
    """Electricity that AI uses in the base year, training included."""


class Equivalents(Spec):
    """What an amount of electricity is like: units that people can picture."""

    household_kwh: float = Field(ge=1.0, le=1e6, json_schema_extra=unit("kWh/yr"))
    """Electricity that an average household uses."""

    household_place: Place
    """Where that household is."""

    city_twh: float = Field(ge=1e-3, le=1e4, json_schema_extra=unit("TWh/yr"))
    """Electricity that the city uses."""

    city: Place
    """The city."""

    reactor_twh: float = Field(ge=1e-3, le=1e3, json_schema_extra=unit("TWh/yr"))
    """Electricity that a nuclear reactor of about 1 GW makes."""


class Responses(Spec):
    """The six responses to a gain; one switched off reads the frozen case's signal."""

    adoption: bool
    """Firms adopt on the price."""

    use: bool
    """Adopters' tasks follow the perceived price."""

    depth: bool
    """Tokens per task follow the perceived price."""

    training: bool
    """Labs spend their prize on cheaper compute."""

    economy: bool
    """Users spend their gain elsewhere."""

    grid: bool
    """Electricity price, scarcity and rationing follow the load."""


def _in_order(ends: tuple[float, float]) -> tuple[float, float]:
    if ends[0] > ends[1]:
        raise DisagreementError("the low end is above the high end; swap them")
    return ends


Interval = Annotated[tuple[float, float], Field(strict=False), AfterValidator(_in_order)]
"""Low and high."""
