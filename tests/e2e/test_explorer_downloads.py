"""What the explorer saves: the command line runs it to the same numbers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from jevons_sim.explorer.page import TYPICAL_SEED, write_explorer
from jevons_sim.quantities import SERIES, YEAR_COLUMNS
from jevons_sim.scenario.load import load_scenario
from jevons_sim.words.typeset import two_decimals
from tests.command import jevons
from tests.e2e.explorer_page import set_control, settled, text


def save(page, button, folder):
    with page.expect_download() as waiting:
        page.click(button)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_what_is_saved_is_what_the_page_shows(open_page, explorer, tmp_path):
    """The command line runs it to the same numbers; tests/unit/explorer saves other studies."""
    page = open_page(f"{explorer}#predict=0")
    set_control(page, "elasticity", "-1.13")
    page.click("#other-luck")
    scenario = save(page, "#save-yaml", tmp_path)
    numbers = pd.read_csv(save(page, "#save-csv", tmp_path))
    done = jevons("run", scenario.name, "--json", "--no-figures", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    ours = pd.read_csv(tmp_path / answer["path"] / "years.csv")
    assert tuple(numbers.columns) == YEAR_COLUMNS == tuple(ours.columns)
    assert set(numbers["seed"]) == {TYPICAL_SEED["deepseek-shock"] + 1}
    for name in SERIES:
        np.testing.assert_allclose(numbers[name], ours[name], rtol=1e-9, atol=1e-9, err_msg=name)
    shown = text(page, "r-value")
    assert two_decimals(answer["rebound"]["median"]) == shown
    assert f"R = {shown}" in text(page, "verdict")
    made = load_scenario(scenario)
    assert made.name == "deepseek-shock-explorer"
    assert made.demand.price_elasticity == -1.13
    assert made.sources["demand.price_elasticity"] == "[A] Chosen in the explorer."
    assert made.sources["technology.algorithmic.shocks"].startswith("[A] A round number")
    assert made.expected is None


def test_every_chart_is_saved_as_a_picture(open_page, explorer, tmp_path):
    page = open_page(f"{explorer}#predict=0&lang=ko")
    buttons = {"energy": "energy-chart"}
    for view in ("changed", "parts", "firms"):
        buttons[view] = f"{view}-chart"
    for view, chart in buttons.items():
        if view != "energy":
            page.click(f"#tab-{view}")
            page.wait_for_selector(f"#{chart} svg")
        settled(page)
        path = save(page, f"[data-picture={chart}]", tmp_path)
        content = path.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
        shown = page.locator(f"#{chart} svg").bounding_box()
        assert abs(width - 2 * shown["width"]) <= 2
        assert height > 2 * shown["height"]
        assert len(content) > 8000


def test_a_title_with_markup_is_shown_as_text(open_page, tmp_path):
    hostile = "</script><script>alert(1)</script><b>bold</b>"
    text_of_file = f'name: hostile\ntitle: "{hostile}"\nquestion: "{hostile}"\ntime: {{years: 2}}\n'
    (tmp_path / "hostile.yaml").write_text(text_of_file, encoding="utf-8")
    write_explorer(tmp_path / "page.html", load_scenario(tmp_path / "hostile.yaml"))
    page = open_page((tmp_path / "page.html").as_uri() + "#predict=0")
    assert text(page, "question") == hostile
    assert text(page, "pl-hostile") == hostile
    assert page.locator("main b").count() == 0
    path = save(page, "#save-yaml", tmp_path)
    assert load_scenario(path).question == hostile
