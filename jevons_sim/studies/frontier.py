"""Frontier: search for the line over two keys on which a gain neither raises nor lowers energy use.

It is followed from a coarse grid by splitting the cells that it crosses, so that it costs a
fraction of the full grid. Where it looks next depends on what it found; a sweep's points are known
before it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jevons_sim import plots
from jevons_sim.analysis.contour import zero_lines
from jevons_sim.analysis.frontier import ELASTICITY, Frontier, Side
from jevons_sim.analysis.refinement import COARSE, Node, refine
from jevons_sim.equations.rebound import ROUNDING
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError, UsageError
from jevons_sim.execution.evaluate import Evaluation
from jevons_sim.execution.tasks import same_seeds
from jevons_sim.quantities import CASES
from jevons_sim.results import store
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import AxisValue, Range
from jevons_sim.studies.search import LAST_ENERGY, Ends, RangeFlags, ends_of, find
from jevons_sim.words.catalogue import Language
from jevons_sim.words.searches import frontier_rows
from jevons_sim.words.titles import title_of

CELLS = 32
"""Cells of the finest grid along each side, by default."""

WIDE = 10.0
"""Ratio of the ends of a range above which it is spaced in logs."""

_FROZEN, _ENGINEERING, _ACTUAL = range(len(CASES))


class FrontierAnswer(Frontier):
    """What a search found, with the sentences that say it."""

    def in_words(self, language: Language = "en") -> str:
        """Return the answer in sentences, a line for each thing that there is to say."""
        return "\n".join(text for _, text in frontier_rows(self, language))


@dataclass(frozen=True)
class FrontierSearch:
    """Search a map over two keys for every line on which actual energy equals frozen energy."""

    scenario: Scenario
    """What holds at every point; its sweep is not run."""

    sides: tuple[Side, Side]
    cells: int = CELLS
    coarse: int = COARSE
    kind = "frontier"
    masks = None

    def question(self) -> dict[str, Any]:
        """Return what is asked."""
        sides = [
            {
                "key": side.key,
                "from": side.range.start,
                "to": side.range.stop,
                "scale": side.range.scale,
            }
            for side in self.sides
        ]
        return {"sides": sides, "cells": self.cells, "coarse": self.coarse}

    def run(self, evaluation: Evaluation) -> FrontierAnswer:
        """Answer the question."""

        def heights_at(nodes: Sequence[Node]) -> FloatArray:
            return self._heights(nodes, evaluation)

        heights = refine(heights_at, self.cells, self.coarse)
        lines = tuple(zero_lines(heights))
        return FrontierAnswer(*self.sides, heights, lines, len(self.scenario.seed_list))

    def _heights(self, nodes: Sequence[Node], evaluation: Evaluation) -> FloatArray:
        """Return log of actual over frozen energy, shape (nodes, seeds); NaN without a gain.

        Where the gain saves nothing even if nobody responds, there is no rebound, and no frontier.
        """
        shares = np.array(nodes, dtype=float) / self.cells
        columns = [side.at(shares[:, axis]).tolist() for axis, side in enumerate(self.sides)]
        rows: list[tuple[AxisValue, ...]] = list(zip(*columns, strict=True))
        keys = (self.sides[0].key, self.sides[1].key)
        asks = same_seeds(rows, self.scenario.seed_list)
        energy = evaluation.evaluate(keys, asks, LAST_ENERGY)[..., 0, 0]
        if np.isnan(energy).any():
            place = int(np.argwhere(np.isnan(energy))[0][0])
            Points(self.scenario, keys, [rows[place]])[0]  # tells if it is no valid scenario
            text = ", ".join(
                f"{key} = {value:.4g}" for key, value in zip(keys, rows[place], strict=True)
            )
            raise RunError(f"{text}: the run left the finite numbers; narrow the ranges")
        frozen, expected = energy[..., _FROZEN], energy[..., _FROZEN] - energy[..., _ENGINEERING]
        with np.errstate(divide="ignore", invalid="ignore"):
            height = np.log(energy[..., _ACTUAL] / frozen)
        height[np.abs(height) < ROUNDING] = 0.0
        height[np.abs(expected) <= ROUNDING * np.abs(frozen)] = np.nan
        return np.asarray(height)

    def write(self, found: Frontier, folder: Path, drawn: Language | None) -> dict[str, Any]:
        """Write tables and a figure."""
        points = found.point_table()
        for name, table in (("frontier.csv", found.line_table()), ("points.csv", points)):
            store.write_table(folder / name, table)
        if drawn:
            figure = plots.plot_refined_frontier(
                points,
                [found.values(line) for line in found.lines],
                (self.sides[0].range.scale, self.sides[1].range.scale),
                n_seeds=found.n_seeds,
                title=title_of(self.scenario, drawn),
                language=drawn,
            )
            plots.save_figure(figure, folder / store.FIGURES / "frontier.png")
        return {}

    def read(self, folder: Path) -> None:
        """Return nothing: the map is made again from its evaluations."""


def frontier_search(
    scenario: Scenario, sides: tuple[Side, Side], cells: int = CELLS, coarse: int = COARSE
) -> FrontierSearch:
    """Return the search for the frontier over two keys; parameters as in `find_frontier`."""
    if cells < coarse or cells % coarse or (cells // coarse) & (cells // coarse - 1):
        raise UsageError(f"--cells {cells}: take {coarse} times a power of two")
    single = scenario.model_copy(update={"sweep": None})
    return FrontierSearch(single, sides, cells, coarse)


def sides_of(
    scenario: Scenario,
    x: tuple[str | None, Ends | None] = (None, None),
    y: tuple[str | None, Ends | None] = (None, None),
) -> tuple[Side, Side]:
    """Return the two sides of the map.

    Parameters
    ----------
    scenario : Scenario
        Its sweep gives the keys that are not said; an elasticity goes upwards.
    x, y : (str or None, (float, float) or None)
        Key and range of each side. A range that is not said is that of the sweep, or the key's own.

    Raises
    ------
    UsageError
        If there are not two different numbers, or one has no range.
    """
    swept = [] if scenario.sweep is None else list(scenario.sweep.keys)
    free = sorted((key for key in swept if key not in (x[0], y[0])), key=ELASTICITY.__eq__)
    if len(free) < (x[0], y[0]).count(None) or (len(free) > 2 and None in (x[0], y[0])):
        raise UsageError(
            f"{scenario.name}: sweeps {len(swept)} of the two keys that a frontier needs; say --x "
            f"KEY and --y KEY"
        )
    x_key = free.pop(0) if x[0] is None else x[0]
    y_key = free.pop(0) if y[0] is None else y[0]
    if x_key == y_key:
        raise UsageError(f"--x and --y are both {x_key}; a frontier needs two different keys")
    return _side(scenario, x_key, x[1], "x"), _side(scenario, y_key, y[1], "y")


def _side(scenario: Scenario, key: str, ends: Ends | None, name: str) -> Side:
    check_smooth(scenario, key, f"--{name}")
    swept = _swept_range(scenario, key)
    if ends is None and swept is not None:
        return Side(key, swept)
    flags = RangeFlags(f"--{name}", f"--{name}-range A B", f"--{name}-range {{:g}} {{:g}}")
    found = ends_of(scenario, key, ends, flags)
    return Side(key, _range(*found, in_logs=swept is not None and swept.scale == "log"))


def _range(low: float, high: float, *, in_logs: bool = False) -> Range:
    scale = "log" if low > 0.0 and (in_logs or high / low > WIDE) else "linear"
    return Range.model_validate({"from": float(low), "to": float(high), "scale": scale})


def _swept_range(scenario: Scenario, key: str) -> Range | None:
    """Return the range that the sweep gives a key, or None where it gives no two numbers."""
    if scenario.sweep is None or key not in scenario.sweep.keys:
        return None
    axis = scenario.sweep.axes.get(key)
    if isinstance(axis, Range):
        ends = {"from": min(axis.start, axis.stop), "to": max(axis.start, axis.stop)}
        return axis.model_validate({**ends, "scale": axis.scale})
    points = [point[key] for point in scenario.sweep.points] if axis is None else axis
    numbers = [float(value) for value in points if isinstance(value, int | float)]
    return _range(min(numbers), max(numbers)) if len(set(numbers)) > 1 else None


def find_frontier(
    scenario: Scenario,
    sides: tuple[Side, Side],
    cells: int = CELLS,
    *,
    coarse: int = COARSE,
    workers: int | None = None,
) -> FrontierAnswer:
    """Find every line on which energy neither rises nor falls because of the gain.

    Parameters
    ----------
    scenario : Scenario
        What holds at every point; its sweep is not run.
    sides : (Side, Side)
        As `sides_of` gives them.
    cells : int, optional
        Cells of the finest grid along each side: `coarse` times a power of two.
    coarse : int, optional
        Cells along each side to begin with; with as many as `cells`, the full grid runs.
    workers : int, optional
        Threads; by default every core.

    Raises
    ------
    ScenarioError
        If the values at a point do not make a valid scenario.
    RunError
        If a run left the range of finite numbers.
    """
    return find(frontier_search(scenario, sides, cells, coarse), workers)
