"""The class game as a class sees it: joined, predicted, decided, revealed, run again by hand."""

from __future__ import annotations

import csv
import json
import sys

import numpy as np
import pandas as pd
import pytest

from jevons_sim.classroom.game import load_game
from jevons_sim.quantities import SERIES
from tests.browser import CUT_OFF
from tests.command import jevons
from tests.e2e.class_page import choose, code_of, enter, join, leave, predict, press, reveal, send
from tests.unit.classroom.serving import hosting, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server's signals are POSIX")
GAME = load_game()


def save(page, text, folder):
    with page.expect_download() as waiting:
        page.click(f"button:has-text('{text}')")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_class_plays_four_rounds(open_page, faults_of, tmp_path):
    with hosting(hours=0.2) as server:
        board = open_page(server.address["board"])
        board.wait_for_selector(f"text={server.code}")
        assert server.token not in board.url
        assert faults_of(board) == []
        teams = [
            join(open_page, server, name, width=360, height=740)
            for name in ("<b>Bold</b>", "김치전", "Foxes")
        ]
        board.wait_for_selector("text=<b>Bold</b>")
        assert board.query_selector("#stage b") is None
        press(board, "Start")
        for number in range(4):
            play_round(teams, board, number, faults_of)
        assert faults_of(board) == []
        check_debrief(board, teams, tmp_path)
        leave(board, *teams)


def play_round(teams, board, number, faults_of):
    cloud, lab, grid = teams
    for team in teams:
        team.wait_for_selector(f"text=Round {number + 1} of 4")
        assert team.is_disabled("#send")
        predict(team, 60 + 10 * number)
    choose(cloud, "chips.cost", 3)
    choose(lab, "lab.research", 2)
    choose(grid, "grid.build", 2)
    for team in teams:
        send(team)
    if number == 0:
        for team in (cloud, grid):
            assert no_sideways_scroll(team)
            assert faults_of(team) == []
        refuse_too_much(lab)
        assert "Your choice" not in grid.inner_text("main")
    board.wait_for_selector("text=3 of 3 have decided")
    reveal(board)
    for team in teams:
        team.wait_for_selector("text=What happened by")
        assert "You predicted" in team.inner_text("main")
        assert "of 100 in this round" in team.inner_text("main")
        assert no_sideways_scroll(team)
    if number == 0:
        assert faults_of(board) == []
        assert faults_of(cloud) == []
    press(board, "Next round" if number < 3 else "To the debrief")


def refuse_too_much(page):
    """A choice over the budget cannot be sent, and what was sent before stays."""
    choose(page, "lab.training", 2)
    assert page.is_disabled("#send")
    assert "Too much: 5 of 4 points" in page.inner_text("main")
    choose(page, "lab.training", 0)
    send(page)


def check_debrief(board, teams, folder):
    board.wait_for_selector("text=Three questions")
    text = board.inner_text("main")
    for part in ("Efficiency backfired", "mattered most", "no cap at all", "Shapley"):
        assert part in text
    teams[0].wait_for_selector("text=The game is over")
    scenario = save(board, "Scenario of World A", folder)
    numbers = pd.read_csv(save(board, "Numbers of World A", folder))
    with save(board, "Scores", folder).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["team"] for row in rows} == {"<b>Bold</b>", "김치전", "Foxes"}
    assert len(rows) == 12
    done = jevons("run", str(scenario), "--no-figures", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    years = pd.read_csv(folder / answer["path"] / "years.csv")
    assert len(years) == len(numbers) == 3 * 41
    for name in SERIES:
        ours, theirs = numbers[name].to_numpy(), years[name].to_numpy()
        assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-9 * np.abs(theirs).max()), name
    last = years[(years["case"] == "actual") & (years["year"] == 2035.0)]["energy_twh"].item()
    assert f"{last:.0f} TWh" in board.inner_text("main")


def test_a_restart_loses_nothing_and_the_pages_go_on(open_page, tmp_path):
    path = tmp_path / "class.save"
    with serving("--save", str(path), kill=True) as server:
        page = join(open_page, server, "Foxes")
        port = server.port
        server.step()
        predict(page, 80)
        send(page)
    page.wait_for_selector("#banner:not([hidden])", timeout=20000)
    with hosting(save=path, port=port) as server:
        page.wait_for_selector("#banner[hidden]", state="attached", timeout=30000)
        server.step()
        page.wait_for_selector("text=The round is closed. Look at the board.", timeout=20000)
        _, board = server.teach("/api/board")
        assert board["teams"][0]["decisions"]["0"]["forecast"] == 80
        leave(page)
    page.watch.complaints.clear()  # Chromium reports that nobody answered


def test_another_device_goes_on_with_a_team(open_page):
    with hosting() as server:
        first = join(open_page, server, "Foxes")
        key = first.inner_text("#foot").split()[2]
        second = open_page(server.address["join"], width=360, height=740)
        second.fill("#code", server.code)
        second.click("summary")
        second.fill("#key", key)
        second.click("text=Go on with this team")
        second.wait_for_selector("text=You are in, Foxes")
        first.reload()
        first.wait_for_selector("text=You are in, Foxes")
        leave(first, second)


def test_joining_says_what_is_wrong(open_page):
    slips = ((None, "Taken", "taken"), (None, "!!!", "letters"), ("WRONG", "Foxes", "join code"))
    with hosting() as server:
        server.join("Taken")
        page = open_page(server.address["join"])
        for code, name, says in slips:
            page.fill("#code", code or server.code)
            page.fill("#name", name)
            page.keyboard.press("Enter")
            page.wait_for_selector(f"#message:has-text('{says}')")
        assert "join code is wrong" in page.inner_text("#message")
        page.click("#language")  # another language keeps what was typed
        assert [page.input_value(f"#{name}") for name in ("code", "name")] == ["WRONG", "Foxes"]
        board = open_page(f"http://127.0.0.1:{server.port}/board")
        board.wait_for_selector("text=opened without its code")
        wrong = open_page(f"http://127.0.0.1:{server.port}/board#code={server.code}&token=no")
        wrong.wait_for_selector("text=Only the teacher")
        leave(page, board, wrong)
        page.watch.complaints.clear()  # Chromium reports the refusals themselves
        wrong.watch.complaints.clear()


def test_a_class_plays_without_a_network(open_page, faults_of, folder, tmp_path):
    team = open_page((folder / "team.html").as_uri(), width=360, height=740)
    board = open_page((folder / "board.html").as_uri())
    assert faults_of(team) == []
    assert faults_of(board) == []
    board.fill("#teams", "1")
    board.keyboard.press("Tab")
    press(board, "Start")
    for number in range(4):
        code = code_of(team, number, "lab", {"research": 2, "weights": 1})
        enter(board, code[:-1] + ("2" if code[-1] != "2" else "3"))
        board.wait_for_selector("#message:has-text('typing error')")
        enter(board, code.lower())
        board.wait_for_selector("#message:has-text('AI lab: decided')")
        enter(board, code_of(team, (number + 1) % 4, "user", {"model": 2}))
        board.wait_for_selector(f"#message:has-text('round {(number + 1) % 4 + 1}')")
        for role in GAME.roles:
            if role != "lab":
                enter(board, code_of(team, number, role, {}))
                board.wait_for_selector("#message:has-text('decided')")
        board.wait_for_selector("text=1 of 1 have decided")
        board.wait_for_timeout(300)  # Chromium writes what a page keeps a moment later
        board.reload()
        board.wait_for_selector("text=1 of 1 have decided")
        reveal(board)
        press(board, "Next round" if number < 3 else "To the debrief")
    assert faults_of(board) == []
    for width in (480, 1366):  # the language button draws anew
        board.set_viewport_size({"width": width, "height": 768})
        for _ in ("Korean", "English"):
            board.click("#language")
            assert board.eval_on_selector_all("svg.chart .label", CUT_OFF) == []
    scenario = save(board, "Scenario of World A", tmp_path)
    done = jevons("run", str(scenario), "--no-figures", "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    growth = answer["growth"]
    value = growth["median"] if isinstance(growth, dict) else growth
    assert f"In 2035 it was {50 * value:.0f} TWh" in board.inner_text("main")
    for page in (team, board):
        assert [url for url in page.watch.requests if not url.startswith(("file:", "blob:"))] == []


def test_a_link_is_followed_or_the_nearest_and_stays_text(open_page, folder):
    """Which seat and language a link gives, tests/js/seat.test.js asks."""
    address = (folder / "team.html").as_uri()
    page = open_page(f"{address}#role=<script>alert(1)</script>&round=99&world=2&lang=ko")
    values = [page.input_value(f"#{name}") for name in ("world", "role", "round")]
    assert values == ["1", "cloud", "3"]
    assert page.get_attribute("html", "lang") == "ko"
    assert page.query_selector("main script") is None
    page.click("#language")
    page = open_page(f"{address}#round=-5&role=grid")
    assert "nearest" in page.inner_text("#message")
    assert page.input_value("#role") == "grid"


def test_both_pages_speak_korean(open_page, faults_of, folder):
    for name in ("team", "board"):
        page = open_page((folder / f"{name}.html").as_uri(), width=360, height=740)
        assert page.get_attribute("html", "lang") == "en"
        assert page.inner_text("h1") == "The Jevons game"
        page.click("#language")
        assert page.get_attribute("html", "lang") == "ko"
        assert page.inner_text("h1") == "제번스 게임"
        assert page.inner_text("#language") == "English"
        assert no_sideways_scroll(page)
        assert faults_of(page) == []
        assert "The " not in page.inner_text("main")
    page.fill("#teams", "2")  # names that the board dealt follow its language
    page.keyboard.press("Tab")
    assert "팀 1" in page.inner_text("#dealt")
    page.click("#language")
    assert "Team 1" in page.inner_text("#dealt")
    page.click("#language")
    assert "팀 1" in page.inner_text("#dealt")
    assert "Team" not in page.inner_text("#dealt")


def test_a_game_kept_by_another_version_is_left_aside_and_said(open_page, folder):
    page = open_page((folder / "board.html").as_uri())
    for kept in ('{"edition": 99, "teams": [], "phase": "decide"}', '{"edition": 1}', '"x"'):
        page.evaluate("kept => localStorage.setItem('jevons-offline-board', kept)", kept)
        page.reload()
        page.wait_for_selector("#message:has-text('another version')")
        assert page.is_visible("#teams")


def test_a_team_page_needs_only_the_keyboard_and_speaks_of_codes(open_page, folder):
    page = open_page((folder / "team.html").as_uri())
    page.focus("#forecast")
    for _ in range(14):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#send-status") == "There is no code for this choice yet."
    page.focus("#send")
    page.keyboard.press("Enter")
    assert page.inner_text("#send-status") == ""
    assert len(page.inner_text("#made-code")) == 8
    assert page.inner_text("output") == "70 TWh"


def test_ten_teams_make_two_worlds(open_page, faults_of, folder):
    board = open_page((folder / "board.html").as_uri(), width=1920, height=1080)
    board.fill("#teams", "10")
    board.keyboard.press("Tab")
    assert len(board.query_selector_all("#dealt tbody tr")) == 10
    press(board, "Start")
    reveal(board)
    assert "World B" in board.inner_text("main")
    board.click(".tabs button:has-text('World B')")
    assert "frozen" in board.inner_html("svg.chart")
    assert faults_of(board) == []
    press(board, "Next round")
    press(board, "Start a new class")
    press(board, "Forget this game")
    assert board.is_visible("#teams")
