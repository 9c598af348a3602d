"""Fields: name, unit and meaning of every number in the engine's records, and the records' types.

Called by `inputs` and `runner`, which fill records, by the compiled modules, which read and write
their fields by name, and by whoever writes the engine's documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import QUANTITIES, SERIES

Records = NDArray[np.void]
"""A structured array: one record a run, or one a step."""


class Field(NamedTuple):
    """A field of a record."""

    name: str
    unit: str
    """Unit, ``-`` for none."""

    meaning: str
    """What it is, in one sentence; relative to the base year where it has no unit."""

    kind: type[np.generic] = np.float64


PARAMETER_FIELDS = (
    Field("firms", "-", "Number of firms.", np.int64),
    Field("degree", "-", "Peers that a firm watches.", np.int64),
    Field("sectors", "-", "Number of sectors that firms are dealt over.", np.int64),
    Field("network", "-", "Who watches whom, a `Network`.", np.int64),
    Field("distribution", "-", "How sizes are spread, a `SizeDistribution`.", np.int64),
    Field("form", "-", "How tasks follow the price, a `DemandForm`.", np.int64),
    Field("training_rule", "-", "What labs spend on training, a `TrainingRule`.", np.int64),
    Field("labs", "-", "Number of labs.", np.int64),
    Field("dt", "yr", "Length of a step."),
    Field("size_spread", "-", "Spread of log size among firms."),
    Field("reservation_spread", "-", "Spread of the log of the reservation price among firms."),
    Field("potential", "-", "Share of firms that would gain from AI at the base price."),
    Field("size_correlation", "-", "Correlation of log reservation price with log size."),
    Field("rewire", "-", "Chance that a link of the small world leads to any other firm."),
    Field("energy_share", "-", "Share of energy in a lab's unit cost in the base year."),
    Field("compute_share", "-", "Share of compute in a lab's unit cost in the base year."),
    Field("overhead_share", "-", "Share of all else in a lab's unit cost in the base year."),
    Field("pass_through", "-", "Share of a change in log cost that reaches the price."),
    Field(
        "elasticity", "-", "Mean elasticity of use; of substitution, negated, in the derived form."
    ),
    Field("elasticity_spread", "-", "Spread of the elasticity among firms."),
    Field("multiple", "-", "Limit of tasks per adopter in the saturating form; infinite for none."),
    Field("depth_elasticity", "-", "Price elasticity of tokens per task, signed."),
    Field("depth_ceiling", "-", "Limit of tokens per task; infinite for none."),
    Field("lag", "yr", "Time constant with which use follows the price; 0 is at once."),
    Field("output_elasticity", "-", "Price elasticity of what firms sell, signed; derived form."),
    Field("cost_share", "-", "Share of AI in a firm's cost in the base year; derived form."),
    Field("base_adopters", "-", "Number of firms that use AI in the base year."),
    Field("adopter_ceiling", "-", "Share of firms that could ever adopt."),
    Field("innovation", "1/yr", "Hazard of adopting where no peer has adopted."),
    Field("imitation", "1/yr", "Hazard of adopting that is added where all peers have adopted."),
    Field("abandonment", "1/yr", "Hazard of giving up for an adopter who regrets."),
    Field("band", "-", "Margin above the reservation price, as a share of it, before regret."),
    Field("price_sensitivity", "-", "Exponent of the price in the logit of market shares."),
    Field("share_lag", "yr", "Time constant with which market shares move; 0 is at once."),
    Field("spillover", "1/yr", "Rate at which laggards close their gap to the frontier."),
    Field("prize_exponent", "-", "Exponent of revenue in the prize that labs race for."),
    Field("training_energy_share", "-", "Share of training in AI's energy in the base year."),
    Field("experience_exponent", "-", "Exponent of cumulative service in algorithmic efficiency."),
    Field("ln_ceiling", "-", "Log of the ceiling of algorithmic efficiency; infinite for none."),
    Field("base_energy", "TWh/yr", "Electricity that AI used in the base year."),
    Field("base_electricity_price", "USD/MWh", "Electricity price in the base year."),
    Field("base_load", "TWh/yr", "Electricity demand in the base year, AI's included."),
    Field("inverse_supply_elasticity", "-", "One over the elasticity of supply; 0 for any amount."),
    Field("scarcity_response", "1/yr", "Rate at which scarcity of energy moves the log price."),
    Field("base_price", "USD/Mtok", "Price of AI in the base year."),
    Field("base_spending", "USD bn/yr", "Spending on AI in the base year."),
    Field("respending", "-", "Share of users' gain that they spend elsewhere."),
    Field("multiplier", "-", "Further spending that a unit of respending sets in motion."),
    Field("base_task_hours", "h bn/yr", "Hours of work that the base year's tasks stand in for."),
    Field("displaced_share", "-", "Share of those hours that nobody works any more."),
    Field("respond_adoption", "-", "Whether adoption reads this run's price.", np.bool_),
    Field("respond_use", "-", "Whether use reads this run's price.", np.bool_),
    Field("respond_depth", "-", "Whether tokens per task read this run's price.", np.bool_),
    Field("respond_training", "-", "Whether training follows this run's market.", np.bool_),
    Field("respond_economy", "-", "Whether respending follows this run's gain.", np.bool_),
    Field("respond_grid", "-", "Whether electricity follows this run's load.", np.bool_),
)

PATH_FIELDS = (
    Field("year", "yr", "Calendar year."),
    Field("ln_a", "-", "Log of algorithmic efficiency at the frontier."),
    Field("ln_h", "-", "Log of compute per unit of energy."),
    Field("ln_v", "-", "Log of compute per dollar of capital."),
    Field("ln_o", "-", "Log of service per dollar of all other cost."),
    Field("ln_pue", "-", "Log of facility energy per unit of computing energy."),
    Field("tax", "USD/MWh", "Carbon and energy taxes on electricity."),
    Field("recycled_tax", "USD/MWh", "Part of those taxes that goes back to users."),
    Field("limit", "TWh/yr", "Electricity that AI can or may use; infinite for no limit."),
    Field("training_limit", "-", "Limit of physical training compute; infinite for none."),
    Field("ln_subsidy", "-", "Log of the factor by which subsidies raise reservation prices."),
    Field("carbon_intensity", "kg/MWh", "Emissions per unit of electricity."),
    Field("other_demand", "TWh/yr", "Electricity demand of all but AI."),
    Field("supply", "-", "Electricity supply at a given price."),
    Field("economy_intensity", "kWh/USD", "Electricity per unit of spending elsewhere."),
    Field("outside", "-", "Factor that outside money puts on the prize labs race for."),
    Field("autonomous", "-", "Log of the growth of tasks that comes at any price."),
)

MARKET_FIELDS = (
    Field("price", "-", "Price of AI, weighted by market share."),
    Field("price_before", "-", "Price of AI one step ago."),
    Field("ln_perceived", "-", "Log of the price that use reads, after its lag."),
    Field("electricity_price", "USD/MWh", "Electricity price, taxes included."),
    Field("premium", "-", "Addition to labs' log price while energy is scarce."),
    Field("compute_per_service", "-", "Compute per unit of service, weighted by market share."),
    Field("adopters", "-", "Number of firms that use AI."),
    Field("firm_tasks", "-", "Tasks of all adopters, each weighted by its firm's size."),
    Field("base_firm_tasks", "-", "Tasks of the base year's adopters, weighted in the same way."),
    Field("service", "-", "Service delivered."),
    Field("cumulative_service", "yr", "Service since the base year, in years of the base year's."),
    Field("energy", "TWh/yr", "Electricity that AI used in the last step, at a yearly rate."),
    Field("surplus", "USD bn/yr", "Change of consumer surplus since the base year."),
)

SIGNAL_FIELDS = (
    Field("ln_price", "-", "Log of the price of AI."),
    Field("ln_perceived", "-", "Log of the price that use reads, after its lag."),
    Field("electricity_price", "USD/MWh", "Electricity price, taxes included."),
    Field("premium", "-", "Addition to labs' log price while energy is scarce."),
    Field("served", "-", "Share of wanted energy that the limit lets through."),
    Field("adopters", "-", "Number of firms that use AI."),
    Field("firm_tasks", "-", "Tasks of all adopters, each weighted by its firm's size."),
    Field("training", "-", "Physical training compute."),
    Field("gain", "USD bn/yr", "Users' gain since the base year, recycled taxes included."),
)

FLOW_FIELDS = (
    Field("tasks", "-", "Tasks done with AI."),
    Field("depth", "-", "Tokens per task."),
    Field("compute", "-", "Compute for inference."),
    Field("training", "-", "Physical training compute."),
    Field("inference", "TWh/yr", "Electricity for inference."),
    Field("training_energy", "TWh/yr", "Electricity for training."),
    Field("served", "-", "Share of wanted energy that the limit lets through."),
    Field("gain", "USD bn/yr", "Users' gain since the base year, recycled taxes included."),
)

SERIES_FIELDS = tuple(
    Field(name, QUANTITIES[name].unit, QUANTITIES[name].description) for name in SERIES
)

TABLES = {
    "parameters": PARAMETER_FIELDS,
    "paths": PATH_FIELDS,
    "market": MARKET_FIELDS,
    "signals": SIGNAL_FIELDS,
    "flow": FLOW_FIELDS,
    "series": SERIES_FIELDS,
}
"""Every record of the engine, by what it holds."""


def record_type(fields: Iterable[Field]) -> np.dtype[np.void]:
    """Return the type of a record whose fields are attributes, in compiled code and in Python."""
    kind: Any = (np.record, np.dtype([(item.name, item.kind) for item in fields], align=True))
    return np.dtype(kind)


PARAMETERS = record_type(PARAMETER_FIELDS)
"""One record a run: everything that does not change from step to step."""

PATHS = record_type(PATH_FIELDS)
"""One record a step: everything that is given from outside."""

MARKET = record_type(MARKET_FIELDS)
"""The market between two steps, one record: prices, use and what the past has left."""

SIGNALS = record_type(SIGNAL_FIELDS)
"""What the responses of another run can read of a run, one record a step."""

FLOW = record_type(FLOW_FIELDS)
"""What flows within one step, one record."""

ROW = record_type(SERIES_FIELDS)
"""One record a step: a row of the yearly table."""


def rows_of(series: FloatArray) -> Records:
    """Return series, (..., steps + 1, series), as records of the same memory, (..., steps + 1)."""
    return series.view(ROW)[..., 0]
