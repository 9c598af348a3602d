"""Policy instruments: dated, any number, each with its unit in the key."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from jevons_sim.scenario.sections import Index
from jevons_sim.scenario.spec import AnnualFactor, Share, Spec, Year, unit


class Instrument(Spec):
    """What every instrument shares: when it is in force."""

    start_year: Year
    """First year in force."""

    end_year: Year | None = None
    """Last year in force; null for no end."""


class CarbonTax(Instrument):
    """A tax on the emissions of the electricity that AI uses."""

    instrument: Literal["carbon_tax"]
    """Kind of instrument."""

    usd_per_tco2: float = Field(ge=0.0, le=1e5, json_schema_extra=unit("USD/tCO2"))
    """Rate in the first year."""

    annual_factor: AnnualFactor = 1.0
    """Yearly factor of the rate."""

    recycled_share: Share = 0.0
    """Share of the revenue paid back, and so spent in the wider economy."""


class EnergyTax(Instrument):
    """A tax on the electricity that AI uses."""

    instrument: Literal["energy_tax"]
    """Kind of instrument."""

    usd_per_mwh: float = Field(ge=0.0, le=1e5, json_schema_extra=unit("USD/MWh"))
    """Rate in the first year."""

    annual_factor: AnnualFactor = 1.0
    """Yearly factor of the rate."""

    recycled_share: Share = 0.0
    """Share of the revenue paid back, and so spent in the wider economy."""


class EnergyCap(Instrument):
    """A legal cap, or a build-out limit, on the electricity that AI uses."""

    instrument: Literal["energy_cap", "build_out_limit"]
    """Kind of instrument: a cap by law, or what the grid can connect; they act alike."""

    twh: float = Field(ge=0.001, le=1e7, json_schema_extra=unit("TWh/yr"))
    """Limit in the first year."""

    annual_factor: AnnualFactor = 1.0
    """Yearly factor of the limit."""


class EfficiencyProgramme(Instrument):
    """A programme that speeds up one technology path."""

    instrument: Literal["efficiency_programme"]
    """Kind of instrument."""

    target: Index
    """Technology path that it speeds up."""

    annual_factor: float = Field(ge=0.5, le=10.0, json_schema_extra=unit("1/yr"))
    """Factor on the yearly growth factor of the path; for `pue`, at most 1."""


class AdoptionSubsidy(Instrument):
    """A subsidy to firms that adopt: it scales reservation prices."""

    instrument: Literal["adoption_subsidy"]
    """Kind of instrument."""

    share: float = Field(ge=0.0, le=100.0, json_schema_extra=unit("-"))
    """By how much it raises what a firm is ready to pay, as a share."""


class TrainingLimit(Instrument):
    """A limit on physical training compute."""

    instrument: Literal["training_limit"]
    """Kind of instrument."""

    compute_ratio: float = Field(ge=0.0, le=1e12, json_schema_extra=unit("-"))
    """Most training compute, as a multiple of the base year's."""


PolicyInstrument = Annotated[
    CarbonTax | EnergyTax | EnergyCap | EfficiencyProgramme | AdoptionSubsidy | TrainingLimit,
    Field(discriminator="instrument"),
]
"""Any one instrument, told apart by its `instrument` key."""
