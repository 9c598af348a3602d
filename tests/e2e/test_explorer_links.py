"""Links to the explorer in a page; what a link is read as, tests/js/state.test.js asks."""

from __future__ import annotations

import re

from jevons_sim._version import __version__
from jevons_sim.explorer.page import TYPICAL_SEED, Start, write_explorer
from tests.e2e.explorer_page import curve, hash_of, pause, set_control, text


def state_of(page):
    """Return what the page's link holds of the state: preset, values, seed and view."""
    given = dict(pair.split("=") for pair in hash_of(page).removeprefix("#").split("&"))
    for setting in ("v", "lang", "predict", "big", "log", "lock"):
        given.pop(setting, None)
    return given


def test_a_link_restores_all_of_the_state(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.check("#p-green-not-cheap", force=True)
    moved = {"elasticity": "-1.7", "tax": "150", "rule": "none", "limit": "300"}
    for name, value in moved.items():
        set_control(page, name, value)
    page.click("#other-luck")
    page.click("#tab-parts")
    seed = str(TYPICAL_SEED["green-not-cheap"] + 1)
    expected = {"preset": "green-not-cheap", "seed": seed, "view": "parts", **moved}
    wanted = state_of(page), curve(page), text(page, "verdict")
    assert wanted[0] == expected
    again = open_page(explorer + hash_of(page))
    assert (state_of(again), curve(again), text(again, "verdict")) == wanted
    assert again.locator("#notes").is_hidden()


def test_only_what_differs_from_the_preset_is_in_the_link(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&limit=120")
    limited = curve(page)
    page.evaluate("document.getElementById('c-limit').stepUp(1000)")
    page.evaluate("document.getElementById('c-limit').dispatchEvent(new Event('input'))")
    assert text(page, "v-limit") == "none"
    assert curve(page) != limited
    assert "limit" not in hash_of(page)
    set_control(page, "elasticity", "-1.7")
    assert "elasticity=-1.7" in hash_of(page)
    set_control(page, "elasticity", "-0.8")
    assert "elasticity" not in hash_of(page)


def test_a_hostile_link_stays_text(open_page, explorer):
    hostile = "%3Cscript%3Ealert(1)%3C/script%3E"
    keys = ("tax", "preset", "view", "lock", "v", "lang", "rule", "seed", hostile)
    page = open_page(f"{explorer}#" + "&".join(f"{key}={hostile}" for key in keys))
    assert page.locator("#notes").is_visible()
    assert page.locator("body script:not([type])").count() == 1
    assert "alert" not in page.inner_text("body")
    assert page.locator("#control-groups .moved").count() == 0
    assert page.locator("#c-gain").is_enabled()


def test_what_was_not_taken_from_a_link_is_said_in_the_language(open_page, explorer):
    page = open_page(f"{explorer}#elasticity=99&gain=1e9&v=0.0.9")
    assert page.locator("#notes p").count() == 3
    assert "Elasticity of use: 99 in the link is out of range; 0 is used." in text(page, "notes")
    assert f"version 0.0.9 of the model; this page has version {__version__}" in text(page, "notes")
    page.click("[data-language=ko]")
    assert "out of range" not in text(page, "notes")
    assert re.search("[가-힣]", text(page, "notes"))
    page = open_page(f"{explorer}#elasticity=-1.5&x={'y' * 100_000}")
    assert "longer than 2 kB" in text(page, "notes")
    assert page.locator("#control-groups .moved").count() == 0


def test_a_link_to_settings_without_an_answer_starts_afresh(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&growth=0.69&limit=120&elasticity=0&view=firms")
    assert page.locator("#control-groups .moved").count() == 0
    assert "lead to no answer" in text(page, "notes")
    assert "NaN" not in curve(page)


def test_a_link_pasted_into_the_open_page_counts(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.evaluate("location.hash = 'preset=green-not-cheap&predict=0&lang=ko&view=firms'")
    pause(page, 200)
    assert page.is_checked("#p-green-not-cheap")
    assert page.evaluate("document.documentElement.lang") == "ko"
    assert page.locator("#panel-firms").is_visible()


def test_a_teachers_link_locks_and_skips_the_prediction(open_page, explorer):
    page = open_page(explorer)
    page.click("#open-teacher")
    page.uncheck("#teacher-predict")
    page.click("#teacher-none")
    page.check("#free-elasticity")
    link = page.input_value("#teacher-link")
    page.click("#teacher-copy")
    page.wait_for_selector("#teacher-said:not(:empty)")
    page.keyboard.press("Escape")
    student = open_page(link)
    assert curve(student) is not None
    assert student.locator("#c-elasticity").is_enabled()
    for name in ("gain", "green", "tax", "rule"):
        assert student.locator(f"#c-{name}").is_disabled()
    assert student.locator("#p-green-not-cheap").is_disabled()
    assert "lock=" in hash_of(student)


def test_the_teachers_boxes_show_what_is_locked_and_a_reset_leaves_it(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&elasticity=-1.5&tax=100&lock=preset,elasticity")
    page.click("#open-teacher")
    assert not page.is_checked("#free-preset")
    assert not page.is_checked("#free-elasticity")
    assert page.is_checked("#free-gain")
    assert page.input_value("#teacher-link").endswith("lock=elasticity,preset")
    page.click("#teacher-close")
    page.click("#reset")
    given = state_of(page)
    assert given["elasticity"] == "-1.5"
    assert "tax" not in given


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


def test_a_page_can_be_made_locked_in_korean_without_prediction(open_page, tmp_path):
    path = tmp_path / "locked.html"
    write_explorer(path, start=Start(language="ko", lock=True, predict=False))
    page = open_page(path.as_uri())
    assert page.evaluate("document.documentElement.lang") == "ko"
    free = ".control:not([hidden]) input:enabled, .control:not([hidden]) select:enabled"
    assert page.locator(free).count() == 0
    assert curve(page) is not None
