"""The explorer as a student meets it: from disk, by mouse, by keyboard, in two languages."""

from __future__ import annotations

import re
import sys

import pytest

from jevons_sim._version import __version__
from jevons_sim.explorer.page import PRESETS, write_explorer
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from tests.e2e.explorer_page import curve, hash_of, pause, set_control, settled, text

CONTROLS = {
    "gain": "1.2",
    "shock": "4",
    "green": "1.1",
    "elasticity": "-1.3",
    "spread": "2",
    "growth": "0.1",
    "power": "0.5",
    "reach": "0.7",
    "rule": "none",
    "prize": "0",
    "limit": "120",
    "tax": "300",
}
VIEWS = ("changed", "parts", "frontier", "firms")
NO_ANSWER = "growth=0.69&limit=120"


def test_it_opens_from_disk_and_asks_for_nothing_else(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    for view in VIEWS:
        page.click(f"#tab-{view}")
        settled(page)
        assert page.locator(f"#{view}-chart svg").count() == 1
        assert len(text(page, f"{view}-sentence")) > 20
    own = [url for url in page.watch.requests if not url.startswith("data:")]
    assert [url.split("#")[0] for url in own] == [explorer]
    assert f"jevons_sim {__version__}" in page.locator("footer").text_content()


def test_each_control_redraws_the_page_and_says_its_key_unit_and_meaning(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    for name, value in CONTROLS.items():
        before = curve(page), text(page, "energy-sentence")
        set_control(page, name, value)
        assert (curve(page), text(page, "energy-sentence")) != before, name
        page.click("#reset")
        block = page.locator(f"#b-{name}")
        block.locator("summary").click()
        key = block.locator("code").first
        assert key.is_visible()
        assert re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)*", key.text_content())
        assert len(block.locator("details p").first.text_content()) > 30
        assert block.locator("output").text_content() != ""
    blocks = page.locator("#control-groups .control").evaluate_all("all => all.map(one => one.id)")
    assert sorted(f"b-{name}" for name in CONTROLS) == sorted(set(blocks) - {"b-cap"})
    set_control(page, "elasticity", "-1.5")
    pause(page, 900)
    assert text(page, "live") == text(page, "verdict")  # announced once things are still
    assert "backfire" in text(page, "live")


def test_each_preset_shows_its_question_and_runs(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    for preset in [name for name in PRESETS if name in shipped_scenarios()]:
        page.check(f"#p-{preset}", force=True)
        assert len(text(page, "question")) > 20
        assert "NaN" not in curve(page)
        assert text(page, "r-value") not in ("", "–")
        for view in VIEWS:
            page.click(f"#tab-{view}")
        settled(page)
        body = page.inner_text("body")
        assert "NaN" not in body
        assert "undefined" not in body


def test_the_answer_is_hidden_until_a_prediction_is_revealed(open_page, explorer):
    page = open_page(explorer)
    button = page.locator("#reveal").bounding_box()
    assert button["y"] + button["height"] <= 768, "all of the task is on a laptop's first screen"
    for name in ("actual", "luck"):
        assert page.locator(f"#energy-chart .line-{name}").count() == 0
    assert text(page, "r-value") == "?"
    assert page.locator("#reveal").is_disabled()
    for view in VIEWS:
        page.click(f"#tab-{view}")
        assert not page.locator(f"#{view}-body").is_visible()
    page.check("#guess-above")
    page.click("#reveal")
    settled(page)
    assert page.locator("#energy-chart .line-actual").count() == 1
    assert page.locator("#energy-chart .line-luck").count() == 12
    for place in ("#verdict", "#energy-chart svg"):
        top = page.locator(place).bounding_box()["y"]
        assert 0 <= top < 400, place
    said = text(page, "revealed-text")
    assert "The surprise" in said
    assert "Most is taken back by" in said
    page.click("#predict-again")
    assert page.locator("#energy-chart .line-actual").count() == 0


def draw_guess(page, height, steps):
    """Draw a curve from the left, in steps, to near the right end of the chart at a height."""
    box = page.locator("#energy-chart svg").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 130, box["y"] + height(box), steps=steps)
    page.mouse.up()


def test_a_prediction_is_drawn_with_the_pointer(open_page, explorer):
    page = open_page(explorer)
    draw_guess(page, lambda box: 80, 10)
    drawn = curve(page, "guess")
    assert "NaN" not in drawn
    assert page.evaluate("getSelection().toString()") == ""
    assert page.is_checked("#guess-above")
    page.click("#reveal")
    assert page.locator("#energy-chart .line-guess").count() == 1
    assert "Your curve ends at" in text(page, "revealed-text")
    set_control(page, "elasticity", "-1.2")
    assert page.locator("#energy-chart .line-guess").count() == 0
    page.click("#reset")
    page.click("#predict-again")
    draw_guess(page, lambda box: 0.45 * box["height"], 8)
    assert page.is_checked("#guess-above")
    set_control(page, "growth", "0.4")  # the same curve is another answer now
    assert page.is_checked("#guess-arrives")


def test_the_keyboard_is_enough(open_page, explorer):
    page = open_page(explorer)
    page.focus("#guess-part")
    page.keyboard.press("Space")
    page.focus("#reveal")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "revealed"
    page.focus("#c-elasticity")
    before = curve(page)
    page.keyboard.press("ArrowLeft")
    assert curve(page) != before
    page.focus("#tab-changed")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "tab-firms"
    settled(page)
    why = text(page, "firms-why")
    page.focus("#firms-pick")
    page.keyboard.press("ArrowRight")
    assert text(page, "firms-why") != why
    now = text(page, "firms-now")
    page.focus("#firms-time")
    page.keyboard.press("Home")
    assert text(page, "firms-now") != now


def test_the_first_key_skips_to_the_chart_and_loses_nothing(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&elasticity=-1.4")
    settled(page)
    before = curve(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    pause(page, 100)
    assert page.evaluate("document.activeElement.id") == "energy-chart"
    assert curve(page) == before
    assert "elasticity=-1.4" in hash_of(page)


def test_a_firm_says_why(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&view=firms")
    settled(page)
    assert "the gain brought it in" in text(page, "firms-why")
    page.click("#firms-largest")
    assert "times the average size" in text(page, "firms-why")
    dot = page.locator("#firms-chart svg circle").nth(400).bounding_box()
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    assert re.search(r"It would pay at most|at any price", text(page, "firms-why"))


def test_the_language_changes_everything_and_is_kept_in_the_link(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.click("[data-language=ko]")
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.title() == "더 싸고 더 친환경적인 AI는 에너지를 덜 쓸까?"
    for place in ("verdict", "energy-sentence", "luck-sentence", "question", "changed-sentence"):
        assert re.search("[가-힣]", text(page, place)), place
    left = page.evaluate(
        """() => [...document.querySelectorAll("main [data-w]")]
            .map((one) => one.textContent)
            .filter((text) => /[A-Za-z]{4,}/.test(text) && !/[가-힣]/.test(text))"""
    )
    assert left == []
    assert "lang=ko" in hash_of(page)


def test_tables_hold_what_charts_show_and_follow_the_settings(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.click("#energy-table summary")
    page.wait_for_selector("#energy-table tbody tr")
    assert page.locator("#energy-table tbody tr").count() == 11
    spreads = {"parts": "2", "frontier": "4"}
    for view, rows in (("changed", 5), ("parts", 7), ("frontier", 6), ("firms", 11)):
        page.click(f"#tab-{view}")
        settled(page)
        page.click(f"#{view}-table summary")
        page.wait_for_selector(f"#{view}-table tbody tr")
        assert page.locator(f"#{view}-table tbody tr").count() == rows, view
        if view in spreads:  # what takes long leaves an old table no place to stay
            assert rows_after(page, view, spreads[view]) == 0
            settled(page)
            assert page.locator(f"#{view}-table tbody tr").count() > 0


def rows_after(page, view, spread):
    """Move a control; count the rows of a table when the page has drawn, before it has computed."""
    return page.evaluate(
        """async ([view, spread]) => {
            const input = document.getElementById("c-spread");
            input.value = spread;
            input.dispatchEvent(new Event("input"));
            await new Promise((done) => setTimeout(done, 60));
            return document.querySelectorAll(`#${view}-table tbody tr`).length;
        }""",
        [view, spread],
    )


@pytest.mark.parametrize("language", ["en", "ko"])
def test_axe_finds_nothing(open_page, explorer, faults_of, language):
    page = open_page(f"{explorer}#lang={language}")
    assert faults_of(page) == []
    page.check("#guess-part")
    page.click("#reveal")
    page.click("#energy-table summary")
    for view in VIEWS:
        page.click(f"#tab-{view}")
        settled(page)
        page.click(f"#{view}-table summary")
        assert faults_of(page) == []
    page.click("#open-teacher")
    assert faults_of(page) == []


CUT_OFF = """() => [...document.querySelectorAll(".chart svg text")].filter((text) => {
    const own = text.getBoundingClientRect();
    const all = text.ownerSVGElement.getBoundingClientRect();
    return all.width > 0 && (own.left < all.left - 1 || own.right > all.right + 1);
}).map((text) => text.textContent)"""


def assert_fits(page, width):
    """Hold every view to the width of the screen, and every word of a chart to its chart."""
    for view in VIEWS:
        page.click(f"#tab-{view}")
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT_OFF) == [], view


def test_a_phone_shows_all_of_it_in_both_languages_and_sizes(open_page, explorer):
    page = open_page(f"{explorer}#predict=0", width=360, height=740)
    for language in ("en", "ko"):
        page.click(f"[data-language={language}]")
        for _ in ("larger", "as before"):
            page.click("#big")
            assert_fits(page, 360)
    page = open_page(f"{explorer}#predict=0&preset=reference", width=360, height=740)
    box = page.locator("#pl-reference").bounding_box()  # the chosen question is in sight
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize(("width", "big"), [(768, ""), (1920, "&big=1")])
def test_nothing_is_wider_than_the_screen(open_page, explorer, width, big):
    assert_fits(open_page(f"{explorer}#predict=0{big}", width=width, height=740), width)


def test_paper_shows_every_view(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for view in VIEWS:
        assert page.locator(f"#{view}-chart svg").is_visible()
    assert page.locator(".tools").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#panel-firms").is_hidden()


def test_where_no_price_can_clear_the_market_the_page_says_so(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&{NO_ANSWER}")
    answered = curve(page)
    set_control(page, "elasticity", "0")
    assert page.locator("#failure").is_visible()
    assert text(page, "v-elasticity") == "0.00"
    assert page.locator("#save-yaml").is_disabled()
    assert curve(page) == answered
    page.click("[data-language=ko]")  # the language changes without an answer too
    for place in ("verdict", "energy-sentence", "energy-legend", "failure"):
        assert re.search("[가-힣]", text(page, place)), place
    set_control(page, "elasticity", "-0.8")
    assert page.locator("#failure").is_hidden()
    assert page.locator("#save-yaml").is_enabled()


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


def test_light_is_not_measured_in_terawatt_hours(open_page, explorer):
    page = open_page(f"{explorer}#preset=lighting")
    set_control(page, "limit", "4")
    draw_guess(page, lambda box: 0.1 * box["height"], 8)
    page.check("#guess-above")
    page.click("#reveal")
    page.click("#changed-table summary")
    for language, says in {"en": "with 1800 as 1", "ko": "1800년을 1로"}.items():
        page.click(f"[data-language={language}]")
        settled(page)
        assert says in text(page, "revealed-text")
        page.wait_for_selector("#changed-table tbody tr")
        assert not re.search(r"\d TWh|, TWh", page.inner_text("main"))


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


def test_it_is_quick(open_page, explorer, capsys):
    """Generous bounds: the machine may be shared. The figures are printed (pytest -s)."""
    page = open_page(explorer)
    first = page.evaluate("performance.getEntriesByName('explorer-first-curve')[0].startTime")
    page = open_page(f"{explorer}#predict=0")
    settled(page)
    page.focus("#c-elasticity")
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    times = sorted(
        page.evaluate(
            "performance.getEntriesByName('explorer-redraw').map((entry) => entry.duration)"
        )
    )
    assert len(times) == 40
    median = times[20]
    with capsys.disabled():
        sys.stdout.write(f"\nfirst curve {first:.0f} ms, input to curve {median:.0f} ms\n")
    assert first < 3000
    assert median < 250
