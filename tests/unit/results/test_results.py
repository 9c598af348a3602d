"""Tables, the store, and the verdict."""

from __future__ import annotations

import itertools
import json
import os
import time

import numpy as np
import pandas as pd
import pytest

from jevons_sim import files, plots
from jevons_sim.analysis.summaries import over_points, summarise
from jevons_sim.analysis.summary import BANDS, Band
from jevons_sim.errors import OutputError
from jevons_sim.execution import collect as pieces
from jevons_sim.quantities import CASES, OUTCOMES, RUN_COLUMNS, SERIES, YEAR_COLUMNS
from jevons_sim.report import write as publishing
from jevons_sim.results import digits, store, writer
from jevons_sim.results.stored import StoredTables
from jevons_sim.results.tables import MemoryTables, Replicates
from jevons_sim.results.writer import TableWriter
from jevons_sim.scenario import estimate as work
from jevons_sim.studies import run as study
from jevons_sim.studies.result import load_result
from jevons_sim.studies.run import run_study
from jevons_sim.studies.study import Study
from jevons_sim.words.numbers import number, percent
from jevons_sim.words.verdicts import change, sweep_verdict, verdict


@pytest.fixture(scope="module")
def result(reference):
    return study.run(
        reference.with_values({"population.firms": 300, "time.years": 2, "seeds": [4, 9]})
    )


@pytest.fixture(scope="module")
def swept(reference):
    sweep = {"axes": {"demand.price_elasticity": [-1.5, -0.5]}}
    return study.run(
        reference.with_values(
            {"population.firms": 300, "time.years": 2, "seeds": 3, "sweep": sweep}
        )
    )


def test_tables_have_the_promised_columns_and_rows(result, swept):
    assert tuple(result.years.columns) == YEAR_COLUMNS
    assert tuple(result.runs.columns) == (*RUN_COLUMNS, *OUTCOMES, *SERIES)
    assert len(result.runs) == 2 * 3
    assert len(result.years) == 2 * 3 * 9
    assert list(result.runs["run_id"]) == list(range(6))
    assert list(result.runs["seed"]) == [4, 4, 4, 9, 9, 9]
    assert "demand.price_elasticity" in swept.runs.columns
    assert list(swept.runs["run_id"]) == list(range(2 * 3 * 3))


def test_outcomes_compare_the_cases_of_a_seed(result):
    for seed, runs in result.runs.groupby("seed"):
        energy = runs.set_index("case")["energy_twh"]
        actual = runs.set_index("case").loc["actual"]
        assert actual["energy_ratio"] == pytest.approx(energy["actual"] / energy["frozen"])
        saved = energy["frozen"] - energy["engineering"]
        assert actual["rebound"] == pytest.approx(
            (energy["actual"] - energy["engineering"]) / saved
        )
        years = result.years[(result.years["seed"] == seed) & (result.years["case"] == "actual")]
        assert years["energy_twh"].iloc[-1] == actual["energy_twh"]
        assert years["energy_twh"].iloc[0] == pytest.approx(155.0)


def test_saving_and_loading_gives_the_same_result(result, tmp_path):
    folder = result.save(tmp_path, figures=False)
    loaded = load_result(folder)
    pd.testing.assert_frame_equal(loaded.runs, result.runs, check_dtype=False)
    pd.testing.assert_frame_equal(loaded.years, result.years, check_dtype=False)
    assert loaded.verdict == result.verdict
    assert folder == tmp_path / "reference" / result.digest
    assert sorted(path.name for path in folder.iterdir()) == [
        *("figures", "manifest.json", "runs.csv", "scenario.yaml", "years.csv")
    ]


def test_the_same_study_gives_the_same_bytes(reference, tmp_path):
    scenario = reference.with_values({"population.firms": 200, "time.years": 1, "seeds": 2})
    for name in ("a", "b"):
        study.run(scenario).save(tmp_path / name)
    one, two = (sorted((tmp_path / name).rglob("*.*")) for name in ("a", "b"))
    compared = [
        (left, right)
        for left, right in zip(one, two, strict=True)
        if left.is_file() and left.name != "manifest.json"
    ]
    assert len(compared) == 6
    for left, right in compared:
        assert left.read_bytes() == right.read_bytes(), left.name


def test_a_failed_write_leaves_the_old_result_and_no_scraps(result, tmp_path):
    folder = result.save(tmp_path, figures=False)
    before = (folder / "runs.csv").read_bytes()
    with pytest.raises(OutputError), store.new_result(folder) as scratch:
        (scratch / "runs.csv").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")
    assert (folder / "runs.csv").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_files_are_flushed_through_a_handle_that_may_write(result, tmp_path, monkeypatch):
    """Windows refuses to flush any other."""
    flushed = []
    monkeypatch.setattr(store, "sync_folder", lambda folder: None)
    monkeypatch.setattr(files.os, "fsync", lambda handle: flushed.append(os.write(handle, b"")))
    result.save(tmp_path, figures=False)
    assert len(flushed) == 4


def test_places_that_cannot_hold_a_result_are_refused(result, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot write"):
        result.save(tmp_path / "file")
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "reference").symlink_to(real)
    with pytest.raises(OutputError, match="symbolic link"):
        result.save(tmp_path)
    with pytest.raises(OutputError, match="no finished result"):
        load_result(real)


def test_a_newer_format_is_refused_with_a_sentence(result, tmp_path):
    folder = result.save(tmp_path, figures=False)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(OutputError, match="newer version"):
        load_result(folder)


def test_the_json_document_has_no_nan(result, swept):
    single = json.loads(json.dumps(result.as_json(), allow_nan=False))
    assert set(single["rebound"]) == {"median", "p05", "p95"}
    assert single["runs"] == 6
    many = json.loads(json.dumps(swept.as_json(), allow_nan=False))
    assert [point["demand.price_elasticity"] for point in many["points"]] == [-1.5, -0.5]
    assert many["points"][0]["energy_ratio"]["median"] > many["points"][1]["energy_ratio"]["median"]


def test_a_failed_seed_is_dropped_with_all_its_cases(result):
    failure = pieces.Failure(point=0, seed=9, case=2, step=3, quantity="energy_twh")
    replicates = Replicates(result.plan.seeds, 0, len(result.plan.seeds))
    tables = pieces.without_failed(result.tables, replicates, [failure])
    assert set(tables.runs["seed"]) == {4}
    assert set(tables.years["seed"]) == {4}


def summary_with(frozen, engineering, actual):
    base = 100.0
    rows = []
    for seed, (f, e, a) in enumerate(zip(frozen, engineering, actual, strict=True)):
        for case, energy in (("frozen", f), ("engineering", e), ("actual", a)):
            share = (a - e) / (f - e) if f != e else np.nan
            rows.append(
                {
                    "case": case, "seed": seed, "energy_twh": energy, "growth": energy / base,
                    "energy_ratio": energy / f, "adoption_share": 0.5,
                    "hardware_spending_usd_bn": energy,
                    "rebound": share if case == "actual" else np.nan,
                    "backfire": case == "actual" and share > 1.0, "rebound_economy": share,
                }
            )  # fmt: skip
    years = (np.array([2025.0]), np.array([2035.0]))
    (summary,) = summarise(pd.DataFrame(rows), np.array([0, len(rows)]), years)
    return summary


@pytest.mark.parametrize(
    ("energies", "words"),
    [
        (([120.0] * 3, [60.0] * 3, [230.0] * 3),
         "Energy rises 2.30-fold by 2035; without the gain it would have risen by 20%: backfire"),
        (([100.0] * 3, [50.0] * 3, [60.0] * 3),
         "Energy falls by 40% by 2035; without the gain it would have stayed the same: part of"),
        (([100.0] * 3, [50.0] * 3, [50.0] * 3), "the whole saving arrives, R = 0.00"),
        (([100.0] * 3, [50.0] * 3, [40.0] * 3), "more is saved than expected, R = -0.20"),
        (([100.0] * 3, [50.0] * 3, [100.0] * 3), "the saving is just used up, R = 1.00"),
        (([100.0] * 3, [100.0] * 3, [100.0] * 3), "no saving was to be expected"),
        (([100.0] * 4, [50.0] * 4, [99.0, 99.0, 101.0, 101.0]), "50% of seeds backfire"),
        (([100.0], [50.0], [75.0]), "R = 0.50 (one seed)"),
    ],
)  # fmt: skip
def test_the_verdict_in_words(energies, words):
    assert words in verdict(summary_with(*energies))


def runs_of(n_points, n_seeds, seed=0):
    """A table of runs with random figures, and where each point begins."""
    chance = np.random.default_rng(seed)
    n = n_points * n_seeds
    names = (
        *("energy_twh", "growth", "energy_ratio", "rebound", "rebound_economy"),
        *("adoption_share", "hardware_spending_usd_bn"),
    )
    table = pd.DataFrame({name: chance.lognormal(size=3 * n) for name in names})
    table["case"] = np.tile(["frozen", "engineering", "actual"], n)
    table["backfire"] = (table["case"] == "actual") & (table["rebound"] > 1.0)
    return table, np.arange(n_points + 1) * 3 * n_seeds


def years_of(n_points):
    return np.full(n_points, 2025.0), np.full(n_points, 2035.0)


def test_all_points_at_once_are_each_point_alone():
    """Also where seeds failed: at one point one of them, at another all."""
    runs, places = runs_of(6, 5)
    gone = [*range(places[1], places[1] + 3), *range(places[4], places[5])]
    runs = runs.drop(index=gone).reset_index(drop=True)
    places = places - np.searchsorted(gone, places)
    runs.loc[places[2] + 2, "rebound"] = np.nan
    found = summarise(runs, places, years_of(6))
    assert list(found.n_seeds) == [5, 4, 5, 5, 0, 5]
    for number_, (first, last) in enumerate(itertools.pairwise(places)):
        rows = runs.iloc[first:last]
        actual, frozen = rows[rows["case"] == "actual"], rows[rows["case"] == "frozen"]
        summary = found[number_]
        for name in ("energy_ratio", "growth", "rebound", "adoption_share", "energy_twh"):
            assert repr(getattr(summary, name)) == repr(Band.of(actual[name])), name
        change_ = actual["energy_twh"].to_numpy() - frozen["energy_twh"].to_numpy()
        assert repr(summary.energy_change_twh) == repr(Band.of(change_))
        if len(actual):
            assert summary.backfire_share == actual["backfire"].mean()
    assert np.isnan(found[2].rebound.median)
    assert found[4].as_json() == {**dict.fromkeys(BANDS), "backfire_share": None}
    assert 0.0 <= over_points(found)["backfire_share"] <= 1.0
    assert "of 6 points" in sweep_verdict(found)


def test_a_point_at_which_every_seed_fails_is_told_and_the_rest_is_kept(reference, tmp_path):
    factor = "technology.algorithmic.annual_factor"
    scenario = reference.with_values(
        {"population.firms": 50, "time.years": 100, "seeds": 2, "demand.price_elasticity": -20.0,
         "sweep": {"axes": {factor: [1.01, 900.0]}}}
    )  # fmt: skip
    result, _ = run_study(Study(scenario, tmp_path))
    assert len(result.failures) == 2
    document = json.loads(json.dumps(result.as_json(), allow_nan=False))
    assert document["failed"] == 2
    assert document["points"][1] == {factor: 900.0, **dict.fromkeys(BANDS), "backfire_share": None}
    assert document["points"][0]["energy_ratio"]["median"] > 0.0
    loaded = load_result(result.folder)
    assert loaded.failures == result.failures
    text = (result.folder / "failures.txt").read_text(encoding="utf-8")
    assert text.count("annual_factor = 900.0, seed") == 2


def test_many_points_are_summarised_at_once():
    runs, places = runs_of(20_000, 1)
    started = time.process_time()
    summarise(runs, places, years_of(20_000))
    assert time.process_time() - started < 2.0  # 0.05 s measured; a minute, point by point


def test_numbers_for_readers():
    assert change(1.0) == "stays the same"
    assert change(1.05) == "rises by 5.0%"
    assert change(0.002) == "falls to 1/500"
    assert change(31.2, perfect=True) == "risen 31.2-fold"
    assert change(float("nan")) == "changes in an unknown way"
    assert [number(x) for x in (3.14159, 12.34, 56.7, 1234.5, 2.5e9, 0.0012)] == [
        *("3.14", "12.3", "56.7", "1,235", "2,500,000,000", "0.00120")
    ]
    assert [number(x) for x in (9.996, 19.96, 99.6, 999.6, -999.6)] == [
        *("10.0", "20.0", "99.6", "1,000", "-1,000")
    ]
    assert [percent(x) for x in (0.35, -0.35, -0.03)] == ["35%", "-35%", "-3.0%"]
    assert Band.of([1.0, np.nan]).as_json() is None


def test_years_are_written_as_pandas_writes_them(result, tmp_path):
    result.save(tmp_path)
    (path,) = tmp_path.glob("*/*/years.csv")
    assert path.read_text() == result.years.to_csv(index=False, lineterminator="\n")


def test_digits_are_the_same_with_and_without_pyarrow():
    pytest.importorskip("pyarrow")
    chance = np.random.default_rng(0)
    sizes = 10.0 ** chance.integers(-20, 20, 50_000)
    special = [0.0, -0.0, 5e-324, 1.7e308, 1e-4, 9.999e-5, 1e10, np.nextafter(1e10, 0.0), 1e16]
    values = np.concatenate(
        [chance.normal(size=50_000) * sizes, np.arange(-99.0, 99.0), 10.0 ** np.arange(-20.0, 25.0),
         chance.random(9_000).round(3), special]
    )  # fmt: skip
    table = pd.DataFrame({"name": "actual", "number": np.arange(values.size), "value": values})
    assert digits._arrow_agrees()
    assert bytes(digits._by_arrow(table)) == digits._by_python(table)


def test_parquet_does_not_depend_on_the_pieces(result, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(work, "CSV_ROWS", 10)
    monkeypatch.setattr(writer, "GROUP_ROWS", 7)
    years = result.years
    for name, cuts in (("a", [0, len(years)]), ("b", [0, 3, 11, 12, 40, len(years)])):
        (tmp_path / name).mkdir()
        table_writer = TableWriter(tmp_path / name, n_rows=len(years))
        for first, last in itertools.pairwise(cuts):
            table_writer.write(MemoryTables(result.runs.iloc[:0], years.iloc[first:last]))
        table_writer.close()
    a, b = ((tmp_path / name / writer.YEARS_PARQUET).read_bytes() for name in "ab")
    assert a == b
    read = StoredTables(tmp_path / "a").years
    pd.testing.assert_frame_equal(read, years)


ODD_NAMES = ("nan", "null", "none", "na", "1e5", "true", "inf", "0")


def test_words_that_look_like_numbers_or_like_nothing_come_back(tmp_path, reference):
    """Pandas takes `nan` for a missing value, `1e5` for a number, `true` for a truth value."""
    axes = {"axes": {"labs.members.0.name": list(ODD_NAMES)}}
    small = {"population.firms": 20, "time.years": 1, "time.steps_per_year": 1, "seeds": 1}
    result = study.run(reference.with_values({**small, "sweep": axes}))
    folder = result.save(tmp_path, figures=False)
    loaded = load_result(folder)
    assert loaded.runs["labs.members.0.name"].tolist() == [
        name for name in ODD_NAMES for _ in CASES
    ]
    pd.testing.assert_frame_equal(loaded.runs, result.runs, check_dtype=False)
    assert loaded.verdict == result.verdict
    written, faults = publishing.write_report(folder)
    assert not faults
    page = written.read_text(encoding="utf-8")
    assert all(f">{name}<" in page for name in ODD_NAMES)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("grid.limit_twh", [None, 200.0, 300.0]),
        ("responses.use", [True, False]),
        ("labs.training.rule", ["contest", "none"]),
        ("population.peers.degree", [4, 6]),
    ],
)
def test_swept_values_come_back_as_they_were(tmp_path, reference, key, values):
    small = {"population.firms": 20, "time.years": 1, "time.steps_per_year": 1, "seeds": 1}
    result = study.run(reference.with_values({**small, "sweep": {"axes": {key: values}}}))
    loaded = load_result(result.save(tmp_path, figures=False))
    found = [None if pd.isna(value) else value for value in loaded.runs[key]]
    assert found == [value for value in values for _ in CASES]
    assert plots.kinds_for(loaded.runs) == plots.kinds_for(result.runs) == ("curve",)


def test_a_sweep_says_where_no_saving_was_to_be_expected(reference):
    key = "technology.algorithmic.annual_factor"
    values = {"population.firms": 60, "time.years": 2, "seeds": 2}
    fixed = ("hardware_energy", "hardware_cost", "overhead", "pue")
    still = {f"technology.{name}.annual_factor": 1.0 for name in fixed}
    swept = reference.with_values({**values, **still, "sweep": {"axes": {key: [0.5, 1.0, 3.0]}}})
    result = study.run(swept)
    assert result.verdict.endswith("At 2 of 3 points no saving was to be expected.")
    assert repr(result).startswith("<Result of reference: Energy ends between")
