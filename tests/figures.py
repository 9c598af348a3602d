"""The figures behind what the teaching pages say: each command run once, its answer kept flat."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd
from click.testing import CliRunner

from jevons_sim.cli import cli
from jevons_sim.lessons import cards

GROWN = {
    "service_growth": "service_mtok",
    "emissions_growth": "emissions_mtco2",
    "spending_growth": "spending_usd_bn",
}
PARTS = ("adoption", "use", "depth", "training", "economy", "grid")
CASES = sorted((Path(__file__).parents[1] / "docs/teaching/cases").glob("*.md"))
MARKED = re.compile(
    r"([0-9][0-9.,]*%?)<!-- (\{[a-z_0-9]+(?::(?:%|\+%|0))?\}) of (jevons [^>]*?) -->"
)
IN_TEXT = re.compile(r"`(jevons (?:run|threshold|rebound) [a-z0-9-]+[^`]*)`")


def texts(tree: object) -> list[str]:
    """Return every text of a tree of values."""
    if isinstance(tree, str):
        return [tree]
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [text for part in parts for text in texts(part)]


def commands() -> list[str]:
    """Return every command whose answer a card, a misconception or a case relies on."""
    found = [f"jevons run {name}" for name in cards.card_names()]
    for name in cards.card_names():
        tree = cards.card_source(name)
        found += tree["tries"]
        found += [command for text in texts(tree) for command in IN_TEXT.findall(text)]
    for known in cards.misconception_source().values():
        found += known["commands"]
    for page in CASES:
        found += [match[3] for match in MARKED.finditer(page.read_text(encoding="utf-8"))]
    return list(dict.fromkeys(found))


def figures_of(command: str, folder: Path) -> dict[str, float]:
    """Run a `jevons` command as it is printed; return what it answers, name to number."""
    program, verb, *words = shlex.split(command)
    assert program == "jevons", command
    options = ["--json", "--no-figures", "--out", str(folder)]
    if verb == "run":
        options.append("--quiet")
    outcome = CliRunner().invoke(cli, [verb, *words, *options], catch_exceptions=False)
    assert outcome.exit_code == 0, (command, outcome.output)
    document = json.loads(outcome.stdout)
    if verb == "threshold":
        return _threshold(document)
    if "points" in document:
        return _sweep(document)
    found = {
        name: value["median"] if isinstance(value, dict) else value
        for name, value in document.items()
        if isinstance(value, float) or (isinstance(value, dict) and "median" in value)
    }
    found.pop("seconds", None)
    found |= {
        f"{name}_{end}": document[name][end] for name in ("rebound",) for end in ("p05", "p95")
    }
    if verb == "rebound":
        parts = document["parts"]["ai"]
        found |= {f"part_{name}": parts[name]["median"] for name in PARTS}
    return found | _path(Path(document["path"]))


def _path(folder: Path) -> dict[str, float]:
    """Return what only the path shows: service, price, and where energy stood highest."""
    years = pd.read_csv(folder / "years.csv")
    table = years.pivot_table(index="year", columns="case", aggfunc="median")
    energy = table["energy_twh"]
    ratio = energy["actual"] / energy["frozen"]
    service, price = table["service_mtok", "actual"], table["price_usd_per_mtok", "actual"]
    growth = {
        name: float(table[column, "actual"].iloc[-1] / table[column, "actual"].iloc[0])
        for name, column in GROWN.items()
        if table[column, "actual"].iloc[0] > 0.0
    }
    hours = table["hours_displaced_bn", "actual"]
    return growth | {
        "peak_ratio": float(ratio.max()),
        "peak_year": float(ratio.idxmax()),
        "efficiency_gain": growth["service_growth"]
        / float(energy["actual"].iloc[-1] / energy["actual"].iloc[0]),
        "frozen_service": float(table["service_mtok", "frozen"].iloc[-1] / service.iloc[0]),
        "price_ratio": float(price.iloc[-1] / price.iloc[0]),
        "hours": float(hours.iloc[-1]),
        "hours_base": float(hours.iloc[0]),
        "surplus": float(table["consumer_surplus_usd_bn", "actual"].iloc[-1]),
    }


def _threshold(document: dict) -> dict[str, float]:
    found = {"n": float(len(document["thresholds"]))}
    if document["thresholds"]:
        value = document["thresholds"][0]["value"]
        found |= {"value": value["median"], "value_p05": value["p05"], "value_p95": value["p95"]}
    return found


def _sweep(document: dict) -> dict[str, float]:
    points = document["points"]
    found = {f"{name}_{end}": document[name][end] for name in ("energy_ratio", "rebound")
             for end in ("min", "max")}  # fmt: skip
    backfire = sum(point["rebound"]["median"] > 1.0 + 1e-9 for point in points)
    ends = {"first": points[0], "last": points[-1]}
    found |= {f"energy_ratio_{end}": point["energy_ratio"]["median"] for end, point in ends.items()}
    return found | {"n_points": float(len(points)), "n_backfire": float(backfire)}
