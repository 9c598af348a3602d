"""Searches that a user can ask for: thresholds and sensitivity, written down beside results."""

from __future__ import annotations

import json
from pathlib import Path

from jevons_sim import plots
from jevons_sim._version import __version__
from jevons_sim.pieces import Progress
from jevons_sim.results import store
from jevons_sim.scenario.load import dump_scenario, scenario_digest
from jevons_sim.screening import Question, Screening, screen
from jevons_sim.threshold import Thresholds, find_thresholds
from jevons_sim.workflow import Request

SHOWN = 12
"""Parameters that the screen shows; the table holds all."""

SHOWN_COLUMNS = {"sobol": ("first_order", "total_order"), "morris": ("mu_star", "sigma")}


def answer_threshold(
    request: Request, key: str, ends: tuple[float, float] | None
) -> tuple[Thresholds, Path]:
    """Find the thresholds of a key; write tables and a figure; return them and their folder."""
    folder = _own_folder(request, f"threshold {key} {ends}")
    with store.new_result(folder) as scratch:
        found = find_thresholds(request.scenario, key, ends, workers=request.workers)
        for name, table in (("thresholds.csv", found.table()), ("scan.csv", found.scan)):
            table.to_csv(scratch / name, index=False, lineterminator="\n")
        store.write_text(scratch / store.SCENARIO, dump_scenario(request.scenario))
        if request.figures:
            values = [crossing.band for crossing in found.crossings]
            title = request.scenario.title
            figure = plots.plot_threshold(found.scan, key, values, title=title)
            plots.save_figure(figure, scratch / store.FIGURES / "threshold.png")
    return found, folder


def answer_sensitivity(
    request: Request, question: Question, progress: Progress | None = None
) -> tuple[Screening, Path]:
    """Say which numbers decide; write a table and a figure; return the answer and its folder."""
    folder = _own_folder(request, f"sensitivity {question}")
    with store.new_result(folder) as scratch:
        found = screen(request.scenario, question, workers=request.workers, progress=progress)
        found.table.to_csv(scratch / "sensitivity.csv", index=False, lineterminator="\n")
        said = {k: v for k, v in found.as_json().items() if k not in ("indices", "seconds")}
        store.write_text(scratch / "answer.json", json.dumps(said, indent=2) + "\n")
        store.write_text(scratch / store.SCENARIO, dump_scenario(request.scenario))
        if request.figures:
            title = request.scenario.title
            figure = plots.plot_sensitivity(found.table, found.outcome, title=title)
            plots.save_figure(figure, scratch / store.FIGURES / "sensitivity.png")
    return found, folder


def _own_folder(request: Request, question: str) -> Path:
    """Return the folder of an answer beside the results of its scenario."""
    digest = scenario_digest(request.scenario, f"{__version__} {question}")
    kind = question.split(" ", maxsplit=1)[0]
    return store.result_folder(request.out, request.scenario.name, f"{kind}-{digest}")


def sensitivity_lines(found: Screening) -> list[str]:
    """Return the answer in lines of at most 80 columns."""
    heads = {
        "sobol": ("share of variance", "alone", "with others"),
        "morris": ("effect of the whole range", "mean size", "spread"),
    }[found.method]
    lines = [
        f"  What decides {found.outcome.replace('_', ' ')}: {heads[0]}, {found.n_samples:,} "
        f"scenarios × {found.n_seeds} seeds",
        f"    {'':<44}{heads[1]:>15}{heads[2]:>15}",
    ]
    columns = SHOWN_COLUMNS[found.method]
    for row in found.table.head(SHOWN).to_dict("records"):
        values = "".join(f"{row[column]:>15.2f}" for column in columns)
        lines.append(f"    {row['key'][:43]:<44}{values}")
    if "scale" in found.table and (found.table["scale"] == "rank").all():
        lines.append("  Of ranks: a few extreme scenarios hold most of the outcome's own variance")
    if found.n_without:
        lines.append(f"  Left out: {found.n_without} scenarios that left the finite numbers")
    return lines
