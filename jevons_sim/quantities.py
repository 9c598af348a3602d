"""The vocabulary: name, symbol, unit, label and description of each quantity in a table.

One home for units and labels: tables, figures, reports and the nomenclature page read them here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """A column of a table."""

    name: str
    """Column name; what crosses a file boundary carries its unit here."""

    symbol: str
    """Symbol in the equations, in plain text or mathtext without dollars."""

    unit: str
    """Unit, ``-`` for none."""

    label: str
    """Axis label without the unit."""

    description: str
    """What it is, in one sentence."""

    def __post_init__(self) -> None:
        if not (self.name.isidentifier() and self.unit and self.label and self.description):
            raise ValueError(
                f"{self.name}: a quantity needs a name, a unit, a label and a description"
            )

    @property
    def axis_label(self) -> str:
        """Label with its unit, for an axis."""
        return self.label if self.unit == "-" else f"{self.label} ({self.unit})"


_YEARS = (
    Quantity("adoption_share", "a", "-", "Firms that use AI", "Share of firms that use AI."),
    Quantity("price_usd_per_mtok", "p", "USD/Mtok", "Price of AI", "Price of a million tokens, weighted by market share."),
    Quantity("service_mtok", "Q", "Mtok/yr", "AI service used", "Tokens served in a year."),
    Quantity("tasks", "n", "-", "Tasks done with AI", "Tasks of all adopters, relative to the base year."),
    Quantity("depth", "d", "-", "Tokens per task", "Tokens per task, relative to the base year."),
    Quantity("compute", "C", "-", "Compute for inference", "Accelerator-hours of constant quality for inference, relative to the base year."),
    Quantity("training_compute", "T", "-", "Compute for training", "Physical training compute, relative to the base year."),
    Quantity("energy_inference_twh", "E_inf", "TWh/yr", "Energy of inference", "Electricity at the meter for inference, cooling included."),
    Quantity("energy_training_twh", "E_train", "TWh/yr", "Energy of training", "Electricity at the meter for training, cooling included."),
    Quantity("energy_twh", "E", "TWh/yr", "Energy use of AI", "Electricity at the meter for inference and training."),
    Quantity("energy_economy_twh", "E_economy", "TWh/yr", "Energy of respending", "Electricity used where users spend their gain from cheaper AI."),
    Quantity("electricity_price_usd_per_mwh", "P_E", "USD/MWh", "Electricity price", "Price of electricity for AI, taxes included."),
    Quantity("emissions_mtco2", "M", "MtCO2/yr", "Emissions of AI", "Emissions of the electricity that AI uses."),
    Quantity("spending_usd_bn", "pQ", "USD bn/yr", "Spending on AI", "What users pay for AI services."),
    Quantity("hardware_spending_usd_bn", "H", "USD bn/yr", "Spending on AI hardware", "Capital cost of accelerators for inference and training."),
    Quantity("consumer_surplus_usd_bn", "dCS", "USD bn/yr", "Gain to users", "Change of consumer surplus since the base year."),
    Quantity("tax_revenue_usd_bn", "X", "USD bn/yr", "Revenue of taxes", "Revenue of carbon and energy taxes on AI's electricity."),
    Quantity("unserved_share", "u", "-", "Demand not served", "Share of wanted energy that the limit does not allow."),
    Quantity("hours_displaced_bn", "L", "h bn/yr", "Hours of work displaced", "Hours of work that AI tasks stand in for, times the displaced share: an indicator."),
)  # fmt: skip

_RUNS = (
    Quantity("energy_ratio", "E/E_frozen", "-", "Energy use, actual over frozen", "Energy of AI over that of the frozen case, last year."),
    Quantity("rebound", "R", "-", "Rebound", "Share of the expected saving that the responses take back: 0 none, 1 all, above 1 backfire."),
    Quantity("rebound_economy", "R_economy", "-", "Rebound, AI and economy", "Rebound with the energy of respending counted."),
    Quantity("backfire", "R > 1", "-", "Backfire", "Whether rebound is above 1: the Jevons paradox."),
    Quantity("growth", "E/E_0", "-", "Growth of energy use", "Energy of AI in the last year over that of the base year."),
)  # fmt: skip

_KEYS = (
    Quantity("run_id", "-", "-", "Run", "Number of the run in its plan."),
    Quantity("case", "-", "-", "Case", "frozen, engineering or actual."),
    Quantity("seed", "-", "-", "Seed", "Seed of the replicate."),
    Quantity("year", "t", "yr", "Year", "Calendar year at the step."),
)

QUANTITIES: dict[str, Quantity] = {item.name: item for item in (*_KEYS, *_YEARS, *_RUNS)}
"""Every column of every table, by name."""

CASES = ("frozen", "engineering", "actual")
"""The three cases of the rebound comparison."""

SERIES = tuple(item.name for item in _YEARS)
"""Columns of the yearly table that the model computes, in order."""

YEAR_COLUMNS = ("run_id", "case", "seed", "year", *SERIES)
"""Columns of ``years.csv``."""

OUTCOMES = ("energy_ratio", "rebound", "rebound_economy", "backfire", "growth")
"""Columns of ``runs.csv`` that compare cases."""

RUN_COLUMNS = ("run_id", "case", "seed")
"""First columns of ``runs.csv``; the swept keys follow, then `OUTCOMES` and the last year's `SERIES`."""

RESPONSES = ("adoption", "use", "depth", "training", "economy", "grid")
"""The six responses, in the order of the specification."""

LMDI_FACTORS = (
    "adopters",
    "tasks_per_adopter",
    "tokens_per_task",
    "compute_per_token",
    "energy_per_compute",
)
"""The five factors of the decomposition over time."""
