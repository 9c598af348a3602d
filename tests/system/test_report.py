"""`jevons report` and `jevons run --report`: where the page goes, what is said, what is refused."""

from __future__ import annotations

import json

from jevons_sim.results.writer import RUNS, YEARS
from tests.command import SMALL, jevons


def test_a_report_of_a_run_and_of_its_name(tmp_path):
    done = jevons("run", "deepseek-shock", *SMALL, "--report", "--no-figures", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("outputs/deepseek-shock/*/report.html")
    assert f"  Report:   {path.relative_to(tmp_path)}" in done.stdout
    tables = {name: (path.parent / name).stat().st_mtime_ns for name in (RUNS, YEARS)}

    again = jevons("report", "deepseek-shock", "-o", "mine.html", "--language", "ko", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "mine.html" in again.stdout
    assert '<html lang="ko">' in (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert tables == {name: (path.parent / name).stat().st_mtime_ns for name in tables}

    folder = str(path.parent.relative_to(tmp_path))
    printed = jevons("report", folder, "--json", cwd=tmp_path)
    document = json.loads(printed.stdout)
    assert document["path"] == f"{folder}/report.html"
    assert document["bytes"] == path.stat().st_size < 1_000_000
    assert document["faults"] == []


def test_json_of_a_run_names_the_report(tmp_path):
    done = jevons("run", "deepseek-shock", *SMALL, "--report", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert document["report"] == f"{document['path']}/report.html"
    assert (tmp_path / document["report"]).is_file()


def test_what_is_refused(tmp_path):
    done = jevons("report", "deepseek-shock", cwd=tmp_path)
    assert done.returncode == 5
    assert "jevons run deepseek-shock" in done.stderr
    assert jevons("run", "deepseek-shock", *SMALL, "--no-figures", cwd=tmp_path).returncode == 0
    (tmp_path / "scenario.yaml").write_text("name: mine\n", encoding="utf-8")
    for place in ("scenario.yaml", ".", "nowhere/x.html", "x" * 300):
        done = jevons("report", "deepseek-shock", "-o", place, cwd=tmp_path)
        assert done.returncode == 5, place
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert (tmp_path / "scenario.yaml").read_text(encoding="utf-8") == "name: mine\n"
    done = jevons("report", "deepseek-shock", "-o", "nowhere/x.html", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["ok"] is False
