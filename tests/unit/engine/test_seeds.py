"""Seeds of the Mesa model: what `mesa.batch_run` gives it, and what it refuses."""

from __future__ import annotations

import inspect
import warnings

import mesa
import numpy as np
import pytest

from jevons_sim.engine.model import JevonsModel
from jevons_sim.engine.runner import run_points
from jevons_sim.errors import JevonsError
from jevons_sim.quantities import SERIES

KNOWS_RNG = "rng" in inspect.signature(mesa.batch_run).parameters
"""Whether this Mesa, 3.4 or later, hands seeds to models itself."""


@pytest.fixture(scope="module")
def tiny(reference):
    return reference.with_values(
        {"population.firms": 40, "time.years": 1, "time.steps_per_year": 2}
    )


class OwnModel(JevonsModel):
    """As a student writes one: what it does not know itself goes on to the model."""

    def __init__(self, *args, extra=0, **options):
        super().__init__(*args, **options)
        self.extra = extra


def batch(kind, parameters, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return mesa.batch_run(
            kind, parameters, data_collection_period=-1, display_progress=False, **options
        )


def run(scenario, seed):
    ((_, rows),) = run_points([scenario], [seed])
    return dict(zip(SERIES, rows[0, 2, -1], strict=True))


def assert_runs_of_their_seeds(rows, scenario):
    for row in rows:
        assert {name: row[name] for name in SERIES} == run(scenario, row["seed"])


@pytest.mark.parametrize("kind", [JevonsModel, OwnModel])
def test_each_iteration_of_a_batch_has_a_seed_of_its_own(kind, tiny):
    rows = batch(kind, {"scenario": [tiny]}, iterations=3)
    assert len({row["seed"] for row in rows}) == 3
    assert len({row["energy_twh"] for row in rows}) == 3
    assert_runs_of_their_seeds(rows, tiny)


@pytest.mark.parametrize("kind", [JevonsModel, OwnModel])
def test_seeds_among_the_parameters_are_kept(kind, tiny):
    rows = batch(kind, {"scenario": [tiny], "seed": range(3)})
    assert [row["seed"] for row in rows] == [0, 1, 2]
    assert_runs_of_their_seeds(rows, tiny)


@pytest.mark.parametrize("kind", [JevonsModel, OwnModel])
@pytest.mark.skipif(not KNOWS_RNG, reason="this Mesa hands no seeds to models")
def test_seeds_that_mesa_hands_on_are_kept(kind, tiny):
    rows = batch(kind, {"scenario": [tiny]}, rng=[4, 7])
    assert [row["seed"] for row in rows] == [4, 7]
    assert_runs_of_their_seeds(rows, tiny)


@pytest.mark.parametrize("name", ["seed", "rng"])
@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, np.int64(7), np.uint32(7)])
def test_a_seed_gives_the_firms_of_any_run_of_that_seed(tiny, name, seed):
    model = JevonsModel(tiny, **{name: seed})
    while model.running:
        model.step()
    assert (type(model.luck_seed), model.luck_seed) == (int, int(seed))
    assert dict(zip(SERIES, model.series[-1], strict=True)) == run(tiny, int(seed))


def test_without_a_seed_each_model_is_another(tiny):
    seeds = {JevonsModel(tiny).luck_seed for _ in range(4)}
    assert len(seeds) == 4
    assert all(0 <= seed < 2**32 for seed in seeds)


@pytest.mark.parametrize("name", ["seed", "rng"])
@pytest.mark.parametrize(
    "seed",
    [1.5, 1.0, True, False, np.True_, np.float64(1.0), "1", "", -1, 2**32, 2**70, [1], (1, 2),
     float("nan"), np.random.default_rng(1), np.random.SeedSequence(1)],
)  # fmt: skip
def test_what_is_no_seed_is_refused(tiny, name, seed):
    with pytest.raises(JevonsError, match=f"^{name}: .* is no seed; write a whole number, 0 to"):
        JevonsModel(tiny, **{name: seed})


def test_a_seed_under_both_names_is_refused(tiny):
    with pytest.raises(JevonsError, match="give one of them"):
        JevonsModel(tiny, seed=1, rng=1)
