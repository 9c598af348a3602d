"""The class game when something slips: a lost key, a slow answer, a double click."""

from __future__ import annotations

import json
import socket
import sys
from contextlib import ExitStack

import pytest

from jevons_sim.classroom.door import Limits
from jevons_sim.classroom.game import load_game
from tests.e2e.class_page import code_of, join, leave, predict, press, reveal, send
from tests.unit.classroom.serving import hosting

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server's signals are POSIX")


GAME = load_game()


@pytest.fixture
def board(open_page, folder):
    """The offline board of a class of one team in its first round."""
    page = open_page((folder / "board.html").as_uri())
    page.fill("#teams", "1")
    page.keyboard.press("Tab")
    press(page, "Start")
    return page


def where(page):
    return page.inner_text("#where")


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_team_that_was_removed_joins_again(open_page):
    with hosting() as server:
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


def test_one_click_clears_the_lobby(open_page, faults_of, tmp_path):
    with hosting(save=tmp_path / "class.sqlite") as server:
        board = open_page(server.address["board"])
        page = join(open_page, server, "Foxes")
        server.join("Owls")
        board.wait_for_selector("text=Owls")
        assert "Saved in class.sqlite" in board.inner_text("#foot")
        assert faults_of(board) == []
        board.click("#clear")
        board.wait_for_selector("text=Nobody has joined yet.")
        assert board.locator("#clear").count() == 0
        page.wait_for_selector("#message:has-text('join again')")
        leave(board, page)
    page.watch.complaints.clear()  # Chromium reports the refusal itself


def test_a_name_that_looks_like_another_is_refused_in_both_languages(open_page):
    with hosting() as server:
        server.join("Foxes")
        page = open_page(server.address["join"])
        page.fill("#code", server.code)
        page.fill("#name", "Fоxes")  # its o is Cyrillic
        page.keyboard.press("Enter")
        page.wait_for_selector("#message:has-text('looks like that of another team')")
        page.click("#language")
        page.click("button.primary")
        page.wait_for_selector("#message:has-text('비슷해 보이는 이름')")
        leave(page)
    page.watch.complaints.clear()  # Chromium reports the refusals themselves


def test_a_page_that_finds_no_place_asks_again_by_itself(open_page):
    limits = Limits(open=6, reserved=0, yield_seconds=60.0, silent_seconds=60.0)
    with hosting(limits=limits) as server:
        with ExitStack() as taken:
            for _ in range(6):
                taken.enter_context(socket.create_connection((server.host, server.port)))
            page = open_page(server.address["board"])
            page.wait_for_selector("text=Too many are asking at once.")
        page.wait_for_selector(f"text={server.code}")
        leave(page)
    page.watch.complaints.clear()  # Chromium reports the refusal itself


def test_a_passing_fault_keeps_the_team(open_page):
    slow = json.dumps({"error": "slow", "message": "This took too long to arrive."})
    with hosting() as server:
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
    with hosting() as server:
        page = join(open_page, server, "Foxes")
        server.step()
        predict(page, 80)
        held = []

        def hold(route):
            held.append(route)

        page.route("**/api/decide", hold)
        page.click("#send")
        for _ in range(500):
            if held:
                break
            page.wait_for_timeout(20)
        predict(page, 120)
        held.pop().continue_()
        page.wait_for_timeout(400)
        assert "not yet sent" in page.inner_text("#send-status")
        page.unroute("**/api/decide")
        send(page)
        leave(page)


def test_a_new_phase_is_said_and_keeps_the_keyboard(open_page):
    with hosting() as server:
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


def test_codes_are_typed_one_after_the_other(open_page, folder, board):
    team = open_page((folder / "team.html").as_uri())
    board.focus("#code")
    for role, name in (("lab", "AI lab"), ("grid", "Grid operator")):
        board.keyboard.type(code_of(team, 0, role, {}))
        board.keyboard.press("Enter")
        board.wait_for_selector(f"#message:has-text('{name}: decided')")
        assert board.input_value("#code") == ""


def test_a_double_click_is_one_step_and_a_new_class_is_asked_for_twice(board):
    board.focus("#new-class")
    board.keyboard.press("Enter")
    assert focused(board) == "new-class"
    assert "Forget this game" in board.inner_text("#new-class")
    press(board, "Close the round")
    board.dblclick("#go-on")
    assert "engineers expect" in board.inner_text("#go-on")
    assert "Start a new class" in board.inner_text("#new-class")
    board.focus("#new-class")
    board.keyboard.press("Enter")
    board.keyboard.press("Enter")
    assert focused(board) == "actions"
    assert board.is_visible("#teams")


def test_the_polls_of_a_board_disturb_nobody(open_page):
    with hosting() as server:
        board = open_page(server.address["board"])
        server.join("Foxes")
        board.wait_for_selector("text=Foxes")
        press(board, "Start")
        board.wait_for_selector("#keys")
        board.click("#numbers summary")
        board.focus("#keys")
        rows = "#stage table.left tbody tr"
        board.mouse.move(*middle(board, "#keys"))
        board.mouse.down()
        decide(server, "Foxes")
        board.wait_for_timeout(1600)
        assert board.locator(f"{rows} .done").count() == 0
        board.mouse.up()
        assert board.get_attribute("#keys", "aria-pressed") == "true"
        board.wait_for_selector(f"{rows} .done")
        assert focused(board) == "keys"
        assert board.evaluate("document.getElementById('numbers').open")
        leave(board)


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def decide(server, name):
    """Decide for a team as usual, as its page would."""
    _, state = server.teach("/api/board")
    (team,) = [team for team in state["teams"] if team["name"] == name]
    choices = {role: list(GAME.roles[role].usual) for role in team["roles"]}
    body = {"round": state["round"], "choices": choices, "forecast": 80}
    status, answer = server.ask("POST", "/api/decide", body, {"X-Team-Key": team["key"]})
    assert status == 200, answer


def test_where_nobody_chose_nobody_mattered_most(board):
    for number in range(4):
        reveal(board)
        press(board, "Next round" if number < 3 else "To the debrief")
    said = board.inner_text("main")
    assert "as if all had gone on as usual" in said
    assert "mattered most" not in said
