"""The explorer where settings, language or width change at an awkward moment."""

from __future__ import annotations

import re

import pytest

from jevons_sim.explorer.page import write_explorer
from jevons_sim.scenario.load import load_scenario
from tests.e2e.explorer_page import curve, hash_of, pause, set_control, settled, text

NO_ANSWER = "growth=0.69&limit=120"


def test_a_reset_leaves_what_is_locked(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&elasticity=-1.5&tax=100&lock=elasticity")
    page.click("#reset")
    assert page.evaluate("Explorer.page.state.values") == {"elasticity": -1.5}


def test_open_tables_follow_the_settings(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    for view in ("parts", "frontier"):
        page.click(f"#tab-{view}")
        settled(page)
        page.click(f"#{view}-table summary")
        page.wait_for_selector(f"#{view}-table tbody tr")
        rows = page.evaluate(
            """([view, spread]) => {
                const input = document.getElementById("c-spread");
                input.value = spread;
                input.dispatchEvent(new Event("input"));
                Explorer.views.drawOpen(Explorer.page);
                return document.querySelectorAll(`#${view}-table tbody tr`).length;
            }""",
            [view, "2" if view == "parts" else "4"],
        )
        assert rows == 0
        settled(page)
        assert page.locator(f"#{view}-table tbody tr").count() > 0


def test_a_drawn_guess_is_read_anew_as_controls_move(open_page, explorer):
    page = open_page(explorer)
    box = page.locator("#energy-chart svg").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 140, box["y"] + box["height"] * 0.45, steps=8)
    page.mouse.up()
    before = page.evaluate("Explorer.page.choice")
    set_control(page, "growth", "0.4")
    assert before == "above"
    assert page.evaluate("Explorer.page.choice") == "arrives"
    assert page.is_checked("#guess-arrives")


def test_nothing_is_revealed_while_there_is_no_answer(open_page, explorer):
    page = open_page(f"{explorer}#{NO_ANSWER}")
    page.check("#guess-part")
    set_control(page, "elasticity", "0")
    assert page.locator("#failure").is_visible()
    assert page.locator("#reveal").is_disabled()
    page.check("#guess-above")
    assert page.locator("#reveal").is_disabled()
    set_control(page, "elasticity", "-0.8")
    assert page.locator("#reveal").is_enabled()


def test_the_language_changes_without_an_answer_too(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&{NO_ANSWER}")
    set_control(page, "elasticity", "0")
    page.click("[data-language=ko]")
    for place in ("verdict", "energy-sentence", "energy-legend", "failure"):
        assert re.search("[가-힣]", text(page, place)), place


def test_notes_follow_the_language(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&elasticity=99")
    assert "out of range" in text(page, "notes")
    page.click("[data-language=ko]")
    assert "out of range" not in text(page, "notes")
    assert re.search("[가-힣]", text(page, "notes"))


@pytest.mark.parametrize(("language", "says"), [("en", "with 1800 as 1"), ("ko", "1800년을 1로")])
def test_light_is_not_measured_in_terawatt_hours(open_page, explorer, language, says):
    page = open_page(f"{explorer}#preset=lighting&lang={language}")
    set_control(page, "limit", "4")
    page.check("#guess-above")
    page.evaluate("Explorer.page.guess = Explorer.page.result.frozen.energy_twh.map((x) => 9 * x)")
    page.click("#reveal")
    settled(page)
    assert says in text(page, "revealed-text")
    page.click("#changed-table summary")
    page.wait_for_selector("#changed-table tbody tr")
    assert not re.search(r"\d TWh|, TWh", page.inner_text("main"))


def test_rounding_noise_is_nothing(open_page, explorer):
    page = open_page(explorer)
    said = page.evaluate(
        "[-2e-15, 3e-12, 0.004].map((x) => [Explorer.words.number(x), Explorer.words.signed(x)])"
    )
    assert said == [["0", "0"], ["0", "0"], ["0.00400", "+0.00400"]]


def test_copying_a_link_says_so_where_it_is_seen(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.click("#copy-link")
    page.wait_for_selector("#copy-said:not(:empty)")
    said = text(page, "copy-said")
    page.click("[data-language=ko]")
    assert text(page, "copy-said") not in ("", said)
    page.click("#open-teacher")
    page.click("#teacher-copy")
    page.wait_for_selector("#teacher-said:not(:empty)")
    page.click("#teacher-close")
    page.click("#open-teacher")
    assert text(page, "teacher-said") == ""


def test_the_teachers_boxes_show_what_is_locked(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&lock=preset,tax")
    page.click("#open-teacher")
    assert not page.is_checked("#free-preset")
    assert not page.is_checked("#free-tax")
    assert page.is_checked("#free-gain")
    assert page.input_value("#teacher-link").endswith("lock=tax,preset")


def test_the_way_to_the_chart_keeps_the_link(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&elasticity=-1.4")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    pause(page, 100)
    assert "elasticity=-1.4" in hash_of(page)


def test_no_map_is_drawn_where_demand_is_derived(open_page, tmp_path):
    path = tmp_path / "own.html"
    write_explorer(path, load_scenario("reference").with_values({"demand.form": "derived"}))
    page = open_page(f"{path.as_uri()}#predict=0&view=frontier")
    settled(page)
    assert page.locator("#frontier-chart svg").count() == 0
    assert page.locator("#frontier-body .how").is_hidden()
    assert page.locator("[data-picture=frontier-chart]").is_hidden()
    assert len(text(page, "frontier-sentence")) > 20
    assert "NaN" not in curve(page)


@pytest.mark.parametrize("settings", ["lang=en", "lang=ko", "lang=en&big=1", "lang=ko&big=1"])
def test_no_word_of_a_chart_is_cut_off_on_a_phone(open_page, explorer, settings):
    page = open_page(f"{explorer}#predict=0&{settings}", width=360, height=740)
    for view in ("changed", "parts", "frontier", "firms"):
        page.click(f"#tab-{view}")
        settled(page)
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".chart svg text")].filter((text) => {
                const own = text.getBoundingClientRect();
                const all = text.ownerSVGElement.getBoundingClientRect();
                return all.width > 0 && (own.left < all.left - 1 || own.right > all.right + 1);
            }).map((text) => text.textContent)"""
        )
        assert cut == [], view
