"""Write what pages are given, and what lessons accept, as JSON for the tests of their scripts."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from jevons_sim.classroom.pages import board_page
from jevons_sim.explorer.page import explorer_html
from jevons_sim.lessons.content import runs
from jevons_sim.lessons.numbers import address, figure, quoted
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario

OWN = ("labour", "saturation", "arms-race", "grid-limit")
"""Scenarios that the explorer does not offer by itself."""

SHOWN = ("rebound", "energy_ratio", "growth")
"""Figures that a lesson quotes and the explorer shows."""


def data_of(html: str) -> dict[str, Any]:
    """Return what a page's script reads, by the id of its element."""
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', html)
    return {name: json.loads(text) for name, text in found}


def explorer(own: Scenario | None = None) -> dict[str, Any]:
    """Return what the explorer is given."""
    data: dict[str, Any] = data_of(explorer_html(own))["explorer-data"]
    return data


def links() -> dict[str, Any]:
    """Return each run that a lesson links to: its link, and the span of each figure it quotes."""
    found = {}
    for name in sorted(runs()):
        link = address(name, "en")
        if link is not None:
            spans = {key: figure(name, key) for key in SHOWN if key in quoted()[name]}
            found[name] = {"link": link, "figures": {key: vars(at) for key, at in spans.items()}}
    return found


def data() -> dict[str, Any]:
    """Return all of it."""
    derived = load_scenario("reference").with_values({"demand.form": "derived"})
    own = {name: explorer(load_scenario(name)) for name in OWN}
    return {
        "explorer": explorer(),
        "own": {name: made["presets"][name] for name, made in own.items()},
        "derived": explorer(derived)["presets"]["reference"],
        "classroom": data_of(board_page(connects=False)),
        "links": links(),
    }


if __name__ == "__main__":
    json.dump(data(), sys.stdout)
