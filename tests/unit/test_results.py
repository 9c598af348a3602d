"""Tables, the store, and the verdict."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from jevons_sim import pieces, study, workflow
from jevons_sim.analysis.summary import Band, change, number, summarise, verdict
from jevons_sim.errors import OutputError
from jevons_sim.quantities import OUTCOMES, RUN_COLUMNS, SERIES, YEAR_COLUMNS
from jevons_sim.results import store
from jevons_sim.results.tables import MemoryTables, Replicates


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
    loaded = workflow.load_result(folder)
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
        workflow.load_result(real)


def test_a_newer_format_is_refused_with_a_sentence(result, tmp_path):
    folder = result.save(tmp_path, figures=False)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(OutputError, match="newer version"):
        workflow.load_result(folder)


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
    return summarise(pd.DataFrame(rows), 2025, 2035)


@pytest.mark.parametrize(
    ("energies", "words"),
    [
        (([120.0] * 3, [60.0] * 3, [230.0] * 3),
         "Energy rises 2.30-fold by 2035; without the gain it would have risen by 20 %: backfire"),
        (([100.0] * 3, [50.0] * 3, [60.0] * 3),
         "Energy falls by 40 % by 2035; without the gain it would have stayed the same: part of"),
        (([100.0] * 3, [50.0] * 3, [50.0] * 3), "the whole saving arrives, R = 0.00"),
        (([100.0] * 3, [50.0] * 3, [40.0] * 3), "more is saved than expected, R = -0.20"),
        (([100.0] * 3, [50.0] * 3, [100.0] * 3), "the saving is just used up, R = 1.00"),
        (([100.0] * 3, [100.0] * 3, [100.0] * 3), "no saving was to be expected"),
        (([100.0] * 4, [50.0] * 4, [99.0, 99.0, 101.0, 101.0]), "50 % of seeds backfire"),
        (([100.0], [50.0], [75.0]), "R = 0.50 (one seed)"),
    ],
)  # fmt: skip
def test_the_verdict_in_words(energies, words):
    assert words in verdict(summary_with(*energies))


def test_numbers_for_readers():
    assert change(1.0) == "stays the same"
    assert change(1.05) == "rises by 5.0 %"
    assert change(0.002) == "falls to 1/500"
    assert change(31.2, perfect=True) == "risen 31-fold"
    assert [number(x) for x in (3.14159, 12.34, 56.7, 1234.5, 2.5e9, 0.0012)] == [
        *("3.14", "12.3", "57", "1,200", "2.5e+09", "0.001")
    ]
    assert Band.of([1.0, np.nan]).as_json() is None


def test_years_are_written_as_pandas_writes_them(result, tmp_path):
    result.save(tmp_path)
    (path,) = tmp_path.glob("*/*/years.csv")
    assert path.read_text() == result.years.to_csv(index=False, lineterminator="\n")


def test_parquet_does_not_depend_on_the_pieces(result, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(store, "CSV_ROWS", 10)
    monkeypatch.setattr(store, "GROUP_ROWS", 7)
    years = result.years
    for name, cuts in (("a", [0, len(years)]), ("b", [0, 3, 11, 12, 40, len(years)])):
        (tmp_path / name).mkdir()
        writer = store.TableWriter(tmp_path / name, n_rows=len(years))
        for first, last in itertools.pairwise(cuts):
            writer.write(MemoryTables(result.runs.iloc[:0], years.iloc[first:last]))
        writer.close()
    a, b = ((tmp_path / name / store.YEARS_PARQUET).read_bytes() for name in "ab")
    assert a == b
    read = store.StoredTables(tmp_path / "a").years
    pd.testing.assert_frame_equal(read, years)
