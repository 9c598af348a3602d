"""Make the numbers of the lessons: run what their texts quote, on fixed seeds."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd

from jevons_sim.analysis.summary import Band
from jevons_sim.classroom.game import compose, load_game
from jevons_sim.equations import rebound as theory
from jevons_sim.explorer.page import MOST_FIRMS
from jevons_sim.lessons.content import runs
from jevons_sim.lessons.numbers import drawn, quoted
from jevons_sim.lessons.quoted_runs import Run
from jevons_sim.quantities import CASES, RESPONSES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.rebound import dissect
from jevons_sim.studies.result import Result
from jevons_sim.studies.run import run
from jevons_sim.studies.threshold import find_thresholds

DIGITS = 6
"""Digits that are kept of a number."""

MOST_POINTS = 45
"""Points of a line that is drawn; the steps of a scenario are a multiple of the stride."""


def numbers_text() -> str:
    """Run everything that the lessons quote; return the text of ``numbers.json``."""
    wanted, to_draw = quoted(), drawn()
    figures: dict[str, dict[str, list[float]]] = {}
    series: dict[str, dict[str, list[float]]] = {}
    for name, spec in runs().items():
        finder = _finder(spec)
        figures[name] = {key: _rounded(finder(key)) for key in sorted(wanted[name])}
        if name in to_draw:
            series[name] = _energy_series(run(_scenario(spec)))
    document = {"class_firms": MOST_FIRMS, "figures": figures, "series": series}
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _rounded(values: tuple[float, ...]) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _scenario(spec: Run, *, of_a_class: bool = False) -> Scenario:
    assert spec.scenario is not None
    values = dict(spec.set)
    if of_a_class:
        values["population.firms"] = MOST_FIRMS
    scenario = load_scenario(spec.scenario)
    if scenario.sweep is not None:
        scenario = scenario.model_copy(update={"sweep": None})
    return scenario.with_values(values)


def _game(choices: dict[str, list[int]]) -> Scenario:
    """Return the class game in which some roles make the same choice in every round."""
    rounds = len(load_game().rounds)
    return compose({role: [tuple(choice)] * rounds for role, choice in choices.items()})


def _finder(spec: Run) -> Callable[[str], tuple[float, float, float]]:
    """Return what finds a figure of a run: its value, and the span of a class's runs."""
    if spec.formula is not None:
        value = float(getattr(theory, spec.formula.name)(*spec.formula.arguments))
        return lambda _: (value, value, value)
    if spec.game is not None:
        played = run(_game(spec.game))
        return lambda key: (_band(played, key).median,) * 3
    if spec.vary is not None:
        return _thresholds_finder(spec)
    if spec.command == "rebound":
        return _parts_finder(spec)
    whole, of_a_class = run(_scenario(spec)), run(_scenario(spec, of_a_class=True))

    def find(key: str) -> tuple[float, float, float]:
        span = _band(of_a_class, key)
        return _band(whole, key).median, span.p05, span.p95

    return find


def _thresholds_finder(spec: Run) -> Callable[[str], tuple[float, float, float]]:
    """Find thresholds: ``value`` is the first, ``count`` how many there are."""
    assert spec.vary is not None
    ends = (spec.vary.first, spec.vary.last)
    crossings = find_thresholds(_scenario(spec, of_a_class=True), spec.vary.key, ends).crossings

    def find(key: str) -> tuple[float, float, float]:
        if key == "count":
            return (float(len(crossings)),) * 3
        band = crossings[{"value": 0, "second": 1}[key]].band
        return band.median, band.p05, band.p95

    return find


def _parts_finder(spec: Run) -> Callable[[str], tuple[float, float, float]]:
    """Find what responses take back: ``use``, ``depth`` and so on, and ``rebound``."""
    found = dissect(_scenario(spec, of_a_class=True))

    def find(key: str) -> tuple[float, float, float]:
        band = found.part("ai", key) if key in RESPONSES else found.rebound("ai")
        return band.median, band.p05, band.p95

    return find


def _band(result: Result, key: str) -> Band:
    """Return a figure over seeds."""
    summary = result.summaries[0]
    if key == "backfire_share":
        return Band(summary.backfire_share, *(summary.backfire_share,) * 2, 1)
    if hasattr(summary, key):
        found = getattr(summary, key)
        assert isinstance(found, Band)
        return found
    years = _Years(result.years)
    name, found, year = key.rpartition("_in_")
    if found:
        return Band.of(_in_year(years, _LEVELS[name], float(year)))
    return Band.of(_COMPUTED[key](years))


class _Years:
    """The series of a result: (case, name) to a row for each seed and a column for each year."""

    def __init__(self, years: pd.DataFrame) -> None:
        self._years = years
        self._tables: dict[tuple[str, str], pd.DataFrame] = {}

    def __getitem__(self, place: tuple[str, str]) -> pd.DataFrame:
        if place not in self._tables:
            case, name = place
            rows = self._years[self._years["case"] == case]
            self._tables[place] = rows.pivot(index="seed", columns="year", values=name)
        return self._tables[place]


def _last(years: _Years, case: str, name: str) -> np.ndarray:
    return np.asarray(years[case, name].iloc[:, -1], dtype=float)


_LEVELS = {"energy": "energy_twh", "service": "service_mtok"}
"""Figures of a year, such as ``energy_in_2027``; service is relative to the base year."""


def _in_year(years: _Years, name: str, year: float) -> np.ndarray:
    table = years["actual", name]
    base = np.asarray(table.iloc[:, 0], dtype=float) if name == "service_mtok" else 1.0
    return np.asarray(table[year], dtype=float) / base


def _over_base(name: str) -> Callable[[_Years], np.ndarray]:
    return lambda years: (
        _last(years, "actual", name) / np.asarray(years["actual", name].iloc[:, 0], dtype=float)
    )


def _over(case: str, name: str, other: str = "frozen") -> Callable[[_Years], np.ndarray]:
    return lambda years: _last(years, case, name) / _last(years, other, name)


def _ratio_over_time(years: _Years) -> pd.DataFrame:
    return years["actual", "energy_twh"] / years["frozen", "energy_twh"]


_COMPUTED: dict[str, Callable[[_Years], np.ndarray]] = {
    "price": _over_base("price_usd_per_mtok"),
    "service": _over_base("service_mtok"),
    "tasks": _over_base("tasks"),
    "depth": _over_base("depth"),
    "service_ratio": _over("actual", "service_mtok"),
    "expected_ratio": _over("engineering", "energy_twh"),
    "expected_growth": lambda years: (
        _last(years, "engineering", "energy_twh")
        / np.asarray(years["engineering", "energy_twh"].iloc[:, 0], dtype=float)
    ),
    "base_twh": lambda years: np.asarray(years["actual", "energy_twh"].iloc[:, 0], dtype=float),
    "frozen_twh": lambda years: _last(years, "frozen", "energy_twh"),
    "expected_twh": lambda years: _last(years, "engineering", "energy_twh"),
    "emissions_growth": _over_base("emissions_mtco2"),
    "emissions_ratio": _over("actual", "emissions_mtco2"),
    "spending_growth": _over_base("spending_usd_bn"),
    "spending_ratio": _over("actual", "spending_usd_bn"),
    "energy_economy_twh": lambda years: _last(years, "actual", "energy_economy_twh"),
    "surplus": lambda years: _last(years, "actual", "consumer_surplus_usd_bn"),
    "revenue": lambda years: _last(years, "actual", "tax_revenue_usd_bn"),
    "hours_ratio": _over("actual", "hours_displaced_bn"),
    "electricity_price": _over_base("electricity_price_usd_per_mwh"),
    "unserved": lambda years: _last(years, "actual", "unserved_share"),
    "energy_per_token": lambda years: (
        _over_base("energy_twh")(years) / _over_base("service_mtok")(years)
    ),
    "naive_rebound": lambda years: (
        (_over_base("service_mtok")(years) - 1.0)
        / (_over_base("service_mtok")(years) / _over_base("energy_twh")(years) - 1.0)
    ),
    "peak_ratio": lambda years: np.asarray(_ratio_over_time(years).max(axis=1), dtype=float),
    "peak_year": lambda years: np.asarray(_ratio_over_time(years).idxmax(axis=1), dtype=float),
    "frozen_adoption": lambda years: _last(years, "frozen", "adoption_share"),
    "base_adoption": lambda years: np.asarray(
        years["actual", "adoption_share"].iloc[:, 0], dtype=float
    ),
}
"""Figures that `analysis.summary` does not have, each from the series of every case."""


def _energy_series(result: Result) -> dict[str, list[float]]:
    """Return the median energy of each case over time."""
    table = result.years.groupby(["case", "year"])["energy_twh"].median()
    years = [float(year) for year in table["frozen"].index]
    stride = -(-len(years) // MOST_POINTS)
    rounded = {case: [float(f"{twh:.4g}") for twh in table[case]][::stride] for case in CASES}
    return {"years": [round(year, 2) for year in years][::stride], **rounded}
