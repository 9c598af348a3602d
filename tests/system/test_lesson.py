"""`jevons lesson` as a teacher meets it: a list, a reading, pages, a PDF, the whole kit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from urllib.parse import unquote

import pytest

from jevons_sim.errors import OutputError
from jevons_sim.lessons import pdf as lessons_pdf
from jevons_sim.lessons.content import DOCUMENTS
from tests.command import jevons

needs_browser = pytest.mark.skipif(
    lessons_pdf.find_browser() is None, reason="no Chromium, Chrome or Edge here"
)


def test_list_names_everything(tmp_path):
    done = jevons("lesson", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in (*DOCUMENTS, "kit"):
        assert re.search(rf"^{name} ", done.stdout, re.MULTILINE), name
    for time in ("20 min", "50 min", "90 min"):
        assert time in done.stdout
    korean = jevons("lesson", "list", "--language", "ko", cwd=tmp_path)
    assert "20분" in korean.stdout


def test_show_needs_no_run_and_no_heavy_package(tmp_path):
    script = (
        "import sys; from jevons_sim.cli import main\n"
        "sys.argv[1:] = ['lesson', 'show', 'lesson-a']\n"
        "try: main()\n"
        "finally: print(sorted({'pandas', 'numba', 'mesa', 'matplotlib', 'scipy'} "
        "& set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "0-3  1. Predict" in done.stdout
    assert done.stderr.strip() == "[]"


def test_wrong_words_say_what_is_there(tmp_path):
    done = jevons("lesson", "show", "lessen-a", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean lesson-a?" in done.stderr
    assert jevons("lesson", "print", "lesson-a", "--key", cwd=tmp_path).returncode == 2
    bad = jevons("lesson", "print", "lesson-a", "-o", "lesson.docx", cwd=tmp_path)
    assert bad.returncode == 2
    assert ".pdf" in bad.stderr
    refused = jevons("lesson", "print", "kit", "--key", cwd=tmp_path)
    assert refused.returncode == 2
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    blocked = jevons("lesson", "print", "kit", "-o", "file", cwd=tmp_path)
    assert blocked.returncode == 5
    assert "Traceback" not in blocked.stderr


def test_print_writes_a_page_and_its_key_apart(tmp_path):
    for words in ([], ["--key"]):
        done = jevons("lesson", "print", "worksheet-a", *words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["worksheet-a-key.html", "worksheet-a.html"]
    first = (tmp_path / "worksheet-a.html").read_bytes()
    jevons("lesson", "print", "worksheet-a", "-o", "again.html", cwd=tmp_path)
    assert (tmp_path / "again.html").read_bytes() == first


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_kit_hangs_together(tmp_path, language):
    done = jevons("lesson", "print", "kit", "-o", "kit", "--language", language, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    kit = tmp_path / "kit"
    pages = sorted(kit.rglob("*.html"))
    for page in pages:
        if page.name in ("explorer.html", "team.html", "board.html"):
            continue
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r'<a href="([^"#]*)', text):
            assert (page.parent / unquote(target)).exists(), (page, target)
    linked = set(re.findall(r'<a href="([^"#]*)', (kit / "index.html").read_text(encoding="utf-8")))
    there = {page.relative_to(kit).as_posix() for page in pages} - {"index.html"}
    assert linked == there
    for page in (kit / "students").glob("[!et]*.html"):
        assert "✓" not in page.read_text(encoding="utf-8"), page


def test_without_a_browser_the_way_by_hand_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons_pdf, "find_browser", lambda: None)
    with pytest.raises(OutputError, match=r"Ctrl\+P") as error:
        lessons_pdf.write_pdf("<p>page</p>", tmp_path / "page.pdf")
    assert error.value.exit_code == 5
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons_pdf, "find_browser", lambda: shutil.which("false"))
    if shutil.which("false") is None:
        pytest.skip("no command that fails here")
    with pytest.raises(OutputError, match="made no PDF"):
        lessons_pdf.write_pdf("<p>page</p>", tmp_path / "page.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_profile_that_is_still_held_is_no_failure(tmp_path, monkeypatch):
    def make(browser, page, scratch):
        (scratch / "profile").mkdir()
        (scratch / "page.pdf").write_bytes(b"%PDF")
        return scratch / "page.pdf"

    def hold(*place, **options):
        raise OSError(39, "Directory not empty")

    monkeypatch.setattr(lessons_pdf, "find_browser", lambda: "browser")
    monkeypatch.setattr(lessons_pdf, "_print", make)
    monkeypatch.setattr("os.rmdir", hold)
    path = lessons_pdf.write_pdf("<p>page</p>", tmp_path / "page.pdf")
    assert path.read_bytes() == b"%PDF"


@pytest.mark.e2e
@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("letter", 612)])
def test_a_worksheet_becomes_one_sheet_of_paper(tmp_path, paper, width):
    for name in ("worksheet-a", "handout"):
        done = jevons("lesson", "print", name, "-o", f"{name}.pdf", "--paper", paper, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        data = (tmp_path / f"{name}.pdf").read_bytes()
        assert data.startswith(b"%PDF")
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ", data)
        assert {round(float(box)) for box in boxes} == {width}
        assert len(boxes) <= 2, name
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".pdf", ".pdf"]
