"""The class game when something slips: a lost key, a slow answer, a double click."""

from __future__ import annotations

import json
import sys

import pytest

from jevons_sim.classroom.pages import write_pages
from tests.e2e.class_page import join, leave, predict
from tests.unit.classroom.serving import serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server's signals are POSIX")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("offline")
    write_pages(path, "en")
    return path


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_team_that_was_removed_joins_again(open_page):
    with serving() as server:
        page = join(open_page, server, "Foxes")
        server.teach("/api/remove", {"name": "Foxes"})
        page.wait_for_selector("#message:has-text('join again')")
        assert page.inner_text("#foot") == ""
        page.fill("#code", server.code)
        page.fill("#name", "Foxes")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=You are in, Foxes")
        leave(page)
    page.watch.complaints.clear()  # Chromium reports the refusal itself


def test_a_passing_fault_keeps_the_team(open_page):
    slow = json.dumps({"error": "slow", "message": "This took too long to arrive."})
    with serving() as server:
        page = join(open_page, server, "Foxes")
        page.route("**/api/team*", lambda route: route.fulfill(status=408, body=slow))
        page.wait_for_selector("#message.fault")
        page.unroute("**/api/team*")
        page.wait_for_selector("#message:empty", state="attached")
        assert page.is_visible("text=You are in, Foxes")
        server.step()
        page.wait_for_selector("#forecast")
        leave(page)
    page.watch.complaints.clear()  # Chromium reports the refusals itself


def test_a_choice_changed_while_it_is_sent_is_not_called_sent(open_page):
    with serving() as server:
        page = join(open_page, server, "Foxes")
        server.step()
        predict(page, 80)
        held = []

        def hold(route):
            held.append(route)

        page.route("**/api/decide", hold)
        page.click("#send")
        page.wait_for_timeout(100)
        predict(page, 120)
        held.pop().continue_()
        page.wait_for_timeout(400)
        assert "not yet sent" in page.inner_text("#send-status")
        page.unroute("**/api/decide")
        page.click("#send")
        page.wait_for_selector("#send-status:has-text('Sent.')")
        leave(page)


def test_a_new_phase_is_said_and_keeps_the_keyboard(open_page):
    with serving() as server:
        page = join(open_page, server, "Foxes")
        server.step()
        page.wait_for_selector("#message:has-text('Teams predict and decide')")
        page.focus("#forecast")
        server.step()
        page.wait_for_selector("#message:has-text('Closed')")
        assert focused(page) == "stage"
        server.step()
        page.wait_for_selector("text=nothing moved your score")
        assert "What counted most" not in page.inner_text("main")
        leave(page)


def test_another_language_keeps_what_was_typed(open_page):
    with serving() as server:
        page = open_page(server.address["join"])
        page.fill("#code", "ABC")
        page.fill("#name", "Foxes")
        page.click("#language")
        assert [page.input_value(f"#{name}") for name in ("code", "name")] == ["ABC", "Foxes"]
        leave(page)


def test_the_offline_team_page_speaks_of_codes(open_page, folder):
    page = open_page((folder / "team.html").as_uri())
    predict(page, 80)
    assert page.inner_text("#send-status") == "There is no code for this choice yet."
    page.click("#send")
    assert page.inner_text("#send-status") == ""
