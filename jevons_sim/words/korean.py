"""The answer in Korean: what `analysis` and a search for thresholds say in English.

Terms are those of `plots.words`: 개선 gain, 반등 rebound, 역효과 backfire, 상쇄 taken back.
"""

from __future__ import annotations

import math

import numpy as np

from jevons_sim.analysis.equivalents import Picture
from jevons_sim.analysis.summaries import Summaries
from jevons_sim.analysis.summary import Summary
from jevons_sim.analysis.thresholds import Crossing, Thresholds
from jevons_sim.equations.rebound import ROUNDING, Kind, kind_of
from jevons_sim.words.numbers import number, percent, two_decimals

_PLACES = {"US": "미국", "New York City": "뉴욕시"}
"""Places of the reference; a place that a scenario names itself stays as it is written."""

_KINDS: dict[Kind, str] = {
    "backfire": "역효과: 개선 때문에 전력 사용이 늘어난다",
    "used_up": "기대한 절감이 모두 상쇄된다",
    "part": "기대한 절감의 일부가 상쇄된다",
    "whole": "기대한 절감이 모두 실현된다",
    "super": "기대보다 많이 절감된다",
    "no_saving": "기대되는 절감이 없으므로 반등을 말할 수 없다",
}


def verdict(summary: Summary) -> str:
    """Return the answer for one case in words."""
    growth = change(summary.growth.median)
    frozen = change(summary.frozen_growth.median, supposed=True)
    return (
        f"AI의 전력 사용은 {summary.end_year:g}년까지 {growth}. "
        f"효율 개선이 없었다면 {frozen}. {kind_of_rebound(summary)}"
    )


def change(ratio: float, *, supposed: bool = False) -> str:
    """Return a growth factor in words: `28% 줄어든다`."""
    rises, falls, stays, zero = (
        ("늘었을 것이다", "줄었을 것이다", "그대로였을 것이다", "0이 되었을 것이다")
        if supposed
        else ("늘어난다", "줄어든다", "거의 그대로다", "0이 된다")
    )
    if math.isnan(ratio):
        return "알 수 없다"
    if ratio >= 2.0:
        return f"{number(ratio)}배로 {rises}"
    if abs(ratio - 1.0) < 0.005:
        return stays
    if ratio > 1.0:
        return f"{percent(ratio - 1.0)} {rises}"
    if ratio > 0.01:
        return f"{percent(1.0 - ratio)} {falls}"
    return f"1/{number(1.0 / ratio)}로 {falls}" if ratio > 0.0 else zero


def kind_of_rebound(summary: Summary) -> str:
    """Return the rebound in words, with its number and band over seeds."""
    band = summary.rebound
    kind = _KINDS[kind_of(band.median)]
    if math.isnan(band.median):
        return f"{kind}."
    if band.n < 2:
        return f"{kind} (R = {two_decimals(band.median)}, 시드 1개)."
    some = ""
    if 0.0 < summary.backfire_share < 1.0:
        some = f"; 시드의 {percent(summary.backfire_share)}에서 역효과"
    spread = f"{two_decimals(band.p05)}~{two_decimals(band.p95)}"
    return f"{kind} (R = {two_decimals(band.median)}, 시드 {band.n}개의 5-95%: {spread}{some})."


def sweep_verdict(summaries: Summaries) -> str:
    """Return what a sweep says as a whole."""
    ratios, shares = summaries.medians("energy_ratio"), summaries.medians("rebound")
    n_backfire = int(np.sum(shares > 1.0 + ROUNDING))
    n_without = int(np.isnan(shares).sum())
    low, high = number(float(np.nanmin(ratios))), number(float(np.nanmax(ratios)))
    where = (
        f"{len(summaries)}개 지점 가운데 {n_backfire}개에서 그보다 많다(역효과)"
        if n_backfire
        else f"{len(summaries)}개 지점 어디에서도 그보다 많지 않다"
    )
    span = low if low == high else f"{low}~{high}"
    without = (
        f" {len(summaries)}개 지점 가운데 {n_without}개에서는 기대되는 절감이 없다."
        if n_without
        else ""
    )
    return f"전력 사용은 개선이 없을 때의 {span}배가 되며, {where}.{without if n_without else ''}"


def likeness(picture: Picture) -> str:
    """Return a change of electricity use in units that people can picture."""
    if abs(picture.twh) < 5e-3:
        return "개선이 없을 때와 같다."
    more = "많다" if picture.twh > 0.0 else "적다"
    units = picture.units
    place, city = (_PLACES.get(name, name) for name in (units.household_place, units.city))
    return (
        f"개선이 없을 때보다 연간 {number(abs(picture.twh))} TWh {more}. "
        f"원자로 {_about(abs(picture.reactors))}기의 발전량, "
        f"{place} {_count(abs(picture.households_m) * 1e6)}가구의 사용량, 또는 "
        f"{city} 전체가 {_span(abs(picture.city_months))} 동안 쓰는 양이다."
    )


def _about(amount: float) -> str:
    return f"{float(f'{amount:.2g}'):,g}"


def _count(amount: float) -> str:
    """Return a count in Korean units: 590만, 1.2억."""
    for size, name in ((1e8, "억 "), (1e4, "만 ")):
        if amount >= size:
            return f"{_about(amount / size)}{name}"
    return f"{_about(amount)} "


def _span(months: float) -> str:
    return f"{_about(months / 12.0)}년" if months > 24.0 else f"{_about(months)}개월"


def threshold(found: Thresholds) -> str:
    """Return what a search for thresholds found."""
    low, high = (f"{end:g}" for end in found.ends)
    if found.crossings:
        return " ".join(_crossing(crossing, found) for crossing in found.crossings)
    ratios = found.scan.groupby(found.key)["energy_ratio"].median()
    if np.allclose(ratios, 1.0, rtol=0.0, atol=ROUNDING):
        return f"{low}~{high} 사이에 임계값이 없다. 이 범위에서 개선은 아무것도 바꾸지 않는다."
    side = "많다" if ratios.iloc[0] > 1.0 else "적다"
    span = f"{number(ratios.min())}~{number(ratios.max())}배"
    return f"{low}~{high} 사이에 임계값이 없다. 전력 사용은 늘 개선이 없을 때보다 {side} ({span})."


def _crossing(crossing: Crossing, found: Thresholds) -> str:
    band = crossing.band
    spread = (
        f"시드 {band.n}개의 5-95%: {number(band.p05)}~{number(band.p95)}"
        if band.n > 1
        else "시드 1개"
    )
    up, down = ("높으면", "낮으면") if crossing.rises_above else ("낮으면", "높으면")
    left = found.n_seeds - band.n
    some = f" 시드 {left}개는 임계값을 넘지 않는다." if left else ""
    return (
        f"{found.key} = {number(band.median)}에서 전력 사용은 개선 때문에 늘지도 줄지도 않는다 "
        f"({spread}). 이보다 {up} 늘고 {down} 줄어든다.{some}"
    )


def hardware(summary: Summary) -> str:
    """Return what becomes of spending on hardware, without and with people's responses."""
    expected, actual = summary.hardware_ratio_expected.median, summary.hardware_ratio.median
    if not (math.isfinite(expected) and math.isfinite(actual)):
        return "개선이 없을 때 하드웨어에 쓰는 돈이 없다."
    return (
        f"{summary.end_year:g}년 가속기 지출은 가격에 아무도 반응하지 않으면 개선이 없을 때의 "
        f"{number(expected)}배, 반응하면 {number(actual)}배다."
    )
