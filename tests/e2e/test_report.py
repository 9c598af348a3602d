"""A report in a browser: from disk, with nothing fetched, legible, accessible, printable."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from jevons_sim.report import write as publishing
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies.rebound import PARTS_FOLDER, rebound_search
from jevons_sim.studies.run import run
from jevons_sim.studies.search import answer
from jevons_sim.studies.study import Study
from jevons_sim.studies.threshold import threshold_search
from tests.command import jevons

HOSTILE = '</title><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"> $x_{$'

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Pages of a case taken apart, in both languages, and of a sweep."""
    out = tmp_path_factory.mktemp("reports")
    values = {"population.firms": 300, "time.years": 4, "seeds": 3, "title": HOSTILE}
    case = load_scenario("deepseek-shock").with_values(values)
    result = run(case)
    folder = result.save(out)
    study = Study(case, out, figures=False)
    answer(rebound_search(case, result.years), study, folder / PARTS_FOLDER)
    answer(threshold_search(case, "demand.price_elasticity", (-1.5, -0.5)), study)
    axes = {"demand.price_elasticity": [-1.4, -0.9, -0.4], "price.pass_through": [0.4, 0.7, 1.0]}
    sweep = load_scenario("reference").with_values(
        {"population.firms": 300, "time.years": 3, "seeds": 2, "sweep": {"axes": axes}}
    )
    pages = {
        "en": publishing.write_report(folder, "en", out / "en.html"),
        "ko": publishing.write_report(folder, "ko", out / "ko.html"),
        "sweep": publishing.write_report(run(sweep).save(out)),
    }
    assert all(faults == [] for _, faults in pages.values())
    return {name: path for name, (path, _) in pages.items()}


@pytest.mark.parametrize("name", ["en", "ko", "sweep"])
def test_it_opens_from_disk_fits_and_has_no_fault(open_page, faults_of, reports, name):
    page = open_page(reports[name].as_uri(), width=360)
    for width in (360, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawn = page.evaluate("[...document.images].map(image => image.naturalWidth)")
        assert len(drawn) == {"en": 6, "ko": 6, "sweep": 2}[name]
        assert all(drawn)
        assert faults_of(page) == []
    asked = [url for url in page.watch.requests if not url.startswith("data:image/")]
    assert asked == [reports[name].as_uri()]


def test_it_reads_without_scripts_by_keyboard_and_hostile_text_stays_text(open_page, reports):
    page = open_page(reports["en"].as_uri())
    assert page.inner_text("h1") == HOSTILE
    assert page.title() == HOSTILE
    assert page.evaluate("window.hacked") is None
    page = open_page(reports["en"].as_uri(), java_script_enabled=False)
    assert page.is_visible("text=The answer >> nth=0")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#answer")
    page.locator("summary", has_text="YAML").focus()
    page.keyboard.press("Enter")
    assert "demand:" in page.inner_text("details.yaml pre")


def test_what_is_downloaded_is_what_the_page_shows(open_page, reports, tmp_path):
    page = open_page(reports["en"].as_uri())
    with page.expect_download() as waiting:
        page.click("a[download$='.yaml']")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    done = jevons("run", str(path), "--no-figures", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    digest = page.inner_text("#provenance td >> nth=0")
    assert (tmp_path / "outputs" / "deepseek-shock" / digest / "runs.csv").is_file()
    page = open_page(reports["sweep"].as_uri())
    with page.expect_download() as waiting:
        page.click("a[download$='.csv']")
    waiting.value.save_as(tmp_path / "points.csv")
    lines = (tmp_path / "points.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("demand.price_elasticity,price.pass_through,energy_ratio_median")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_with_no_figure_cut(open_page, reports, tmp_path, paper):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    page = open_page(reports["en"].as_uri())
    titles = page.locator("figure h3").all_inner_texts()
    page.pdf(path=tmp_path / "x.pdf", format=paper)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "x.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sheets = text.split("\f")[:-1]
    assert 6 <= len(sheets) <= 16
    for title in titles:
        holding = [
            sheet for sheet in sheets if re.search(rf"^\s*{re.escape(title)}\s*$", sheet, re.M)
        ]
        assert holding, title
        assert any("What to see" in sheet.partition(title)[2] for sheet in holding), title
    assert "Download the scenario" not in text
