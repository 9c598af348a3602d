"""What is stored vouches for itself: any change to a result is told, by whatever reads it."""

from __future__ import annotations

import json
import shutil

import pytest

from jevons_sim.results import checksums, store
from jevons_sim.studies.result import load_result
from tests.command import SMALL, jevons


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a result, its parts, its report and a threshold."""
    folder = tmp_path_factory.mktemp("made")
    for words in (
        ["run", "reference", "--report"],
        ["rebound", "reference", "--no-figures"],
        ["threshold", "reference", "--vary", "demand.price_elasticity", "--no-figures"],
    ):
        done = jevons(*words, *SMALL, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copy(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


def result_of(folder):
    (manifest,) = folder.glob("outputs/reference/*/manifest.json")
    return manifest.parent


def cut(content):
    return content[: len(content) // 2]


def digit(content):
    place = content.index(b".", len(content) // 2)
    return content[: place + 1] + bytes([content[place + 1] ^ 1]) + content[place + 2 :]


def blank(content):
    lines = content.splitlines(keepends=True)
    cells = lines[2].split(b",")
    return b"".join([*lines[:2], b",".join([*cells[:5], b"", *cells[6:]]), *lines[3:]])


def shuffled(content):
    head, *rows = content.splitlines(keepends=True)
    return b"".join([head, *reversed(rows)])


def translated(content):
    return content.replace(b"True", b"WAHR").replace(b"False", b"FALSCH").replace(b",", b";")


DAMAGE = {
    "cut": cut,
    "a digit": digit,
    "a blank cell": blank,
    "other order": shuffled,
    "another program": translated,
    "zeros": lambda content: bytes(len(content)),
    "empty": lambda _: b"",
    "gone": None,
}
TABLES = ("runs.csv", "years.csv")
READERS = (["run", "reference", *SMALL], ["plot", "reference"], ["report", "reference"])


def spoil(path, how):
    if how is None:
        path.unlink()
    else:
        path.write_bytes(how(path.read_bytes()))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_changed_table_is_told_when_it_is_read(copy, name, damage):
    folder = result_of(copy)
    spoil(folder / name, DAMAGE[damage])
    done = jevons("report", "reference", cwd=copy)
    assert done.returncode == 6, done.stderr
    assert f"{folder.relative_to(copy) / name}: " in done.stderr
    assert "--fresh" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
@pytest.mark.parametrize("name", ["runs.csv", "scenario.yaml", "manifest.json"])
def test_every_reader_tells(copy, words, name):
    folder = result_of(copy)
    spoil(folder / name, cut)
    done = jevons(*words, "--json", cwd=copy)
    assert done.returncode == 6, done.stderr
    assert json.loads(done.stdout)["exit_code"] == 6
    assert name in done.stderr


@pytest.mark.parametrize("name", ["runs.csv", "scenario.yaml", "manifest.json"])
def test_fresh_mends(copy, name):
    spoil(result_of(copy) / name, cut)
    again = jevons("run", "reference", *SMALL, "--fresh", cwd=copy)
    assert again.returncode == 0, again.stderr
    assert jevons("report", "reference", cwd=copy).returncode == 0


def test_a_scenario_of_another_study_is_told(copy):
    """Its checksum is made to fit; the digest of the folder is not."""
    folder = result_of(copy)
    path = folder / store.SCENARIO
    path.write_text(path.read_text().replace("price_elasticity: -0.8", "price_elasticity: -0.9"))
    store.note_file(folder, store.SCENARIO)
    done = jevons("report", "reference", cwd=copy)
    assert done.returncode == 6
    assert "is not the scenario of this result" in done.stderr


@pytest.mark.parametrize("place", ["rebound/rebound_parts.csv", "rebound/lmdi.csv"])
def test_parts_that_were_changed_are_told(copy, place):
    spoil(result_of(copy) / place, digit)
    for words in (["report", "reference"], ["rebound", "reference", *SMALL, "--no-figures"]):
        done = jevons(*words, cwd=copy)
        assert done.returncode == 6, done.stderr
        assert place in done.stderr


def test_a_search_that_was_changed_is_told_by_itself_and_by_the_report(copy):
    (folder,) = copy.glob("outputs/reference/threshold-*")
    asked = ["threshold", "reference", "--vary", "demand.price_elasticity", "--no-figures", *SMALL]
    assert "already done" in jevons(*asked, cwd=copy).stdout
    piece = sorted(folder.glob("evaluations/*/*.npy"))[1]
    for path, how in ((piece, cut), (folder / "scan.csv", digit)):
        before = path.read_bytes()
        spoil(path, how)
        for words in (asked, ["report", "reference"]):
            done = jevons(*words, cwd=copy)
            assert done.returncode == 6, done.stderr
            assert path.name in done.stderr
        path.write_bytes(before)
    assert "already done" in jevons(*asked, cwd=copy).stdout


def test_what_is_drawn_again_is_vouched_for_again(copy):
    folder = result_of(copy)
    before = store.read_manifest(folder)["files"]
    assert {"runs.csv", "years.csv", "scenario.yaml", "figures/energy.png"} < before.keys()
    assert before["runs.csv"]["rows"] == 9
    assert jevons("plot", "reference", "energy", "--language", "ko", cwd=copy).returncode == 0
    after = store.read_manifest(folder)["files"]
    assert after["figures/energy.png"] != before["figures/energy.png"]
    checksums.check(folder, after)


def test_a_result_of_the_first_edition_is_read_by_its_keys(copy):
    """It says nothing of its files: rows are put in order, and rows without a key are told."""
    folder = result_of(copy)
    wanted = load_result(folder).verdict
    manifest = store.read_manifest(folder)
    for name in ("files", "source"):
        del manifest[name]
    (folder / store.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    spoil(folder / "runs.csv", shuffled)
    spoil(folder / "years.csv", shuffled)
    assert load_result(folder).verdict == wanted
    assert jevons("report", "reference", cwd=copy).returncode == 0
    table = (folder / "runs.csv").read_bytes()
    (folder / "runs.csv").write_bytes(table + table.splitlines(keepends=True)[-1])
    done = jevons("report", "reference", cwd=copy)
    assert done.returncode == 6
    assert "holds a row twice" in done.stderr


def test_the_result_asked_for_last_is_meant_by_its_name(tmp_path):
    first = ["run", "reference", *SMALL, "--no-figures", "--json"]
    second = [*first, "--set", "demand.price_elasticity=-1.1"]
    paths = [json.loads(jevons(*words, cwd=tmp_path).stdout)["path"] for words in (first, second)]
    assert json.loads(jevons(*first, cwd=tmp_path).stdout)["path"] == paths[0]
    plotted = jevons("plot", "reference", "energy", cwd=tmp_path)
    assert plotted.stdout.startswith(paths[0])
