"""What the explorer saves: the command line runs it to the same numbers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from jevons_sim.explorer.page import TYPICAL_SEED, write_explorer
from jevons_sim.quantities import SERIES, YEAR_COLUMNS
from jevons_sim.scenario.load import load_scenario
from tests.command import jevons
from tests.e2e.explorer_page import set_control, settled, text

STUDIES = {
    "as it ships": ("deepseek-shock", {}),
    "moved": (
        "deepseek-shock",
        {"elasticity": "-1.13", "shock": "6.5", "tax": "85", "power": "0.31", "limit": "150"},
    ),
    "cap": ("cap-and-efficiency", {"cap": "120", "reach": "0.8", "spread": "1.7"}),
    "coal": ("coal-1865", {"gain": "1.05", "elasticity": "-3.5"}),
    "race": ("reference", {"rule": "revenue_share", "growth": "0.4", "green": "1.22"}),
}


def save(page, button, folder):
    with page.expect_download() as waiting:
        page.click(button)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.parametrize("study", STUDIES)
def test_the_command_line_runs_what_was_saved_to_the_same_numbers(
    open_page, explorer, tmp_path, study
):
    preset, values = STUDIES[study]
    page = open_page(f"{explorer}#predict=0&preset={preset}")
    for name, value in values.items():
        set_control(page, name, value)
    page.click("#other-luck")
    scenario = save(page, "#save-yaml", tmp_path)
    numbers = pd.read_csv(save(page, "#save-csv", tmp_path))
    done = jevons("run", scenario.name, "--json", "--no-figures", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    ours = pd.read_csv(tmp_path / answer["path"] / "years.csv")
    assert tuple(numbers.columns) == YEAR_COLUMNS == tuple(ours.columns)
    assert numbers[["run_id", "case", "seed", "year"]].equals(
        ours[["run_id", "case", "seed", "year"]]
    )
    assert set(numbers["seed"]) == {TYPICAL_SEED[preset] + 1}
    np.testing.assert_array_equal(numbers["adoption_share"], ours["adoption_share"])
    for name in SERIES:
        np.testing.assert_allclose(numbers[name], ours[name], rtol=1e-9, atol=1e-9, err_msg=name)
    assert answer["rebound"]["median"] == pytest.approx(
        page.evaluate("Explorer.page.rebound.ai"), rel=1e-9, abs=1e-9
    )
    assert ("R = " in answer["verdict"]) == ("R = " in text(page, "verdict"))


def test_what_a_student_chose_is_not_given_a_source_that_says_otherwise(
    open_page, explorer, tmp_path
):
    page = open_page(f"{explorer}#predict=0")
    set_control(page, "elasticity", "-1.13")
    scenario = load_scenario(save(page, "#save-yaml", tmp_path))
    assert scenario.name == "deepseek-shock-explorer"
    assert scenario.demand.price_elasticity == -1.13
    assert scenario.sources["demand.price_elasticity"] == "[A] Chosen in the explorer."
    assert scenario.sources["technology.algorithmic.shocks"].startswith("[A] A round number")
    assert scenario.expected is None


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
