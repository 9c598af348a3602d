"""Links to the explorer: they restore a state, and a hostile one does no harm."""

from __future__ import annotations

import pytest

from jevons_sim._version import __version__
from jevons_sim.explorer.page import TYPICAL_SEED, Start, write_explorer
from tests.e2e.explorer_page import curve, hash_of, pause, set_control, text


def state_of(page):
    return page.evaluate(
        "({preset: Explorer.page.state.preset, values: Explorer.page.state.values,"
        " seed: Explorer.page.state.seed, view: Explorer.page.state.view})"
    )


def test_a_link_restores_all_of_the_state(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.check("#p-green-not-cheap", force=True)
    for name, value in {"elasticity": "-1.7", "tax": "150", "rule": "none", "limit": "300"}.items():
        set_control(page, name, value)
    page.click("#other-luck")
    page.click("#tab-parts")
    wanted = state_of(page), curve(page), text(page, "verdict")
    link = explorer + hash_of(page)
    again = open_page(link)
    assert (state_of(again), curve(again), text(again, "verdict")) == wanted
    assert state_of(again)["seed"] == TYPICAL_SEED["green-not-cheap"] + 1
    assert again.locator("#notes").is_hidden()


def test_what_equals_the_preset_is_not_in_the_link(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    set_control(page, "elasticity", "-1.7")
    assert "elasticity=-1.7" in hash_of(page)
    set_control(page, "elasticity", "-0.8")
    assert "elasticity" not in hash_of(page)


def test_no_limit_is_a_value_of_its_own(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&limit=120")
    limited = curve(page)
    page.evaluate("document.getElementById('c-limit').stepUp(1000)")
    page.evaluate("document.getElementById('c-limit').dispatchEvent(new Event('input'))")
    assert text(page, "v-limit") == "none"
    assert curve(page) != limited


@pytest.mark.parametrize("value", ["abc", "NaN", "1e999", "", "--1", "0x10", "Infinity", "-1;2"])
def test_nonsense_is_the_default(open_page, explorer, value):
    page = open_page(f"{explorer}#predict=0&elasticity={value}")
    assert state_of(page)["values"] == {}
    assert text(page, "v-elasticity") == "−0.80"
    assert "NaN" not in curve(page)


def test_a_value_out_of_range_is_clamped_and_said(open_page, explorer):
    page = open_page(f"{explorer}#elasticity=99&gain=1e9&seed=5")
    assert state_of(page)["values"]["elasticity"] == 0
    assert page.locator("#notes p").count() == 2
    assert "Elasticity of use: 99 in the link is out of range; 0 is used." in text(page, "notes")


def test_an_unknown_language_is_english(open_page, explorer):
    page = open_page(f"{explorer}#lang=xx")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_markup_in_a_link_stays_text(open_page, explorer):
    hostile = "%3Cscript%3Ealert(1)%3C/script%3E"
    keys = ("tax", "preset", "view", "lock", "v", "lang", "rule", "seed", hostile)
    page = open_page(f"{explorer}#" + "&".join(f"{key}={hostile}" for key in keys))
    assert page.locator("#notes").is_visible()
    assert page.locator("body script:not([type])").count() == 1
    assert "alert" not in page.inner_text("body")
    assert state_of(page)["values"] == {}


def test_a_link_cannot_reach_into_objects(open_page, explorer):
    page = open_page(
        f"{explorer}#preset=__proto__&lock=constructor,toString&rule=__proto__&lang=toString"
    )
    assert state_of(page)["preset"] == "deepseek-shock"
    assert page.evaluate("Explorer.page.state.locked") == []
    assert page.locator("#c-gain").is_enabled()


def test_a_long_link_is_left_out(open_page, explorer):
    page = open_page(f"{explorer}#elasticity=-1.5&x={'y' * 100_000}")
    assert state_of(page)["values"] == {}
    assert state_of(page)["seed"] == TYPICAL_SEED["deepseek-shock"]
    assert "longer than 2 kB" in text(page, "notes")


def test_every_state_fits_a_link(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    longest = page.evaluate(
        """() => {
            const page = Explorer.page;
            const values = {};
            for (const control of Explorer.controls.CONTROLS) values[control.id] = -123456.123456;
            const locked = [...Object.keys(values), "preset"];
            const preset = "p".repeat(63);
            const state = { ...page.state, preset, values, locked, seed: 9999, big: true };
            return Explorer.state.write(state, "10.10.10").length;
        }"""
    )
    assert longest < 1000


def test_a_link_of_another_version_says_so(open_page, explorer):
    page = open_page(f"{explorer}#v=0.0.9")
    assert f"version 0.0.9 of the model; this page has version {__version__}" in text(page, "notes")
    page = open_page(f"{explorer}#v={__version__}")
    assert page.locator("#notes").is_hidden()


def test_a_link_to_settings_without_an_answer_starts_afresh(open_page, explorer):
    page = open_page(f"{explorer}#predict=0&growth=0.69&limit=120&elasticity=0&view=firms")
    assert state_of(page)["values"] == {}
    assert "lead to no answer" in text(page, "notes")
    assert "NaN" not in curve(page)


def test_a_link_pasted_into_the_open_page_counts(open_page, explorer):
    page = open_page(f"{explorer}#predict=0")
    page.evaluate("location.hash = 'preset=green-not-cheap&predict=0&lang=ko&view=firms'")
    pause(page, 200)
    assert state_of(page)["preset"] == "green-not-cheap"
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


def test_a_page_can_be_made_locked_in_korean_without_prediction(open_page, tmp_path):
    path = tmp_path / "locked.html"
    write_explorer(path, start=Start(language="ko", lock=True, predict=False))
    page = open_page(path.as_uri())
    assert page.evaluate("document.documentElement.lang") == "ko"
    free = ".control:not([hidden]) input:enabled, .control:not([hidden]) select:enabled"
    assert page.locator(free).count() == 0
    assert curve(page) is not None
