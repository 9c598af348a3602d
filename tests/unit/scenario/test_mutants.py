"""Scenarios with a value put wrong, at every key: refused in words, by all doors and the schema."""

from __future__ import annotations

import copy
import functools
import json
import random

import jsonschema
import pytest

from jevons_sim.errors import JevonsError, ScenarioError
from jevons_sim.scenario.checks import checked
from jevons_sim.scenario.json_schema import json_schema
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.merge import OWN
from jevons_sim.scenario.parents import merged, read_with_parents
from jevons_sim.scenario.plan import plan_of
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.yaml_reader import read_text

ODD = (None, True, 5, -1, 0.5, "x", "", [], [5], [[]], [{}], {}, {"a": 1}, {"a": {"b": []}}, [None])
GAIN, ELASTICITY = "technology.algorithmic.annual_factor", "demand.price_elasticity"
INTERVAL = [0.1, 0.5]

FULL = {
    "title": "Every kind of key",
    "question": "Is each held to its kind?",
    "extends": "reference.yaml",
    "technology": {
        "algorithmic": {"shocks": [{"year": 2026, "factor": 10.0, "lab": "entrant"}]},
        "frozen": ["algorithmic", "pue"],
    },
    "policy": [
        {"instrument": "carbon_tax", "start_year": 2026, "usd_per_tco2": 50, "end_year": 2028},
        {"instrument": "energy_tax", "start_year": 2026, "usd_per_mwh": 5},
        {"instrument": "build_out_limit", "start_year": 2026, "twh": 400},
        {"instrument": "efficiency_programme", "start_year": 2026, "target": "pue",
         "annual_factor": 0.9},
        {"instrument": "adoption_subsidy", "start_year": 2026, "share": 0.1},
        {"instrument": "training_limit", "start_year": 2026, "compute_ratio": 2.0},
    ],
    "seeds": [1, 2, 3],
    "sources": {ELASTICITY: "Author (year)", "technology.algorithmic.shocks": "mine"},
    "ranges": {ELASTICITY: [-2.0, -0.1]},
    "equivalents": {"city": "Seoul"},
    "expected": {
        "answer": "More.",
        "rebound": INTERVAL,
        "growth": None,
        "published": [
            {"quantity": "energy", "year": 2026, "multiple": 1.2, "within": 1.5, "source": "x"}
        ],
    },
}  # fmt: skip
SWEEPS = {
    "grid": {"axes": {GAIN: {"from": 1.1, "to": 2.0, "steps": 3, "scale": "log"},
                      ELASTICITY: [-0.5, -1.0]}},
    "zip": {"design": "zip", "axes": {GAIN: [1.0, 1.0], ELASTICITY: {"from": -1, "to": -0.5}}},
    "sobol": {"design": "sobol", "samples": 8, "seed": 3, "axes": {GAIN: {"from": 1, "to": 2}}},
    "points": {"points": [{GAIN: 1.5, ELASTICITY: -1.0}, {GAIN: 2.0, ELASTICITY: -0.5}]},
}  # fmt: skip


def places(tree, place=()):
    """Every place of a tree, the whole of it not."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for step, value in steps:
        yield (*place, step)
        if isinstance(value, dict | list):
            yield from places(value, (*place, step))


def mutants(tree):
    """Give a tree with each of its values put wrong in every way, or taken out."""
    for place in places(tree):
        for put in _puts(tree, place):
            mutant = copy.deepcopy(tree)
            above = functools.reduce(lambda here, step: here[step], place[:-1], mutant)
            put(above, place[-1])
            yield place, mutant


def _puts(tree, place):
    def take_out(above, last):
        del above[last]

    def put_twice(above, last):
        above.append(above[last])

    def add_unknown(above, last):
        above[last]["nonesuch"] = 1

    def put(odd, above, last):
        above[last] = odd

    value = functools.reduce(lambda here, step: here[step], place, tree)
    yield take_out
    if isinstance(place[-1], int):
        yield put_twice
    if isinstance(value, dict):
        yield add_unknown
    yield from (functools.partial(put, odd) for odd in ODD)


BASES = {
    **{name: {"name": "demo", **FULL, "sweep": sweep} for name, sweep in SWEEPS.items()},
    **{
        name: read_text(path.read_text(encoding="utf-8"), name).tree
        for name, path in shipped_scenarios().items()
        if name in ("jevons-frontier", "carbon-tax", "reference")
    },
}


@functools.cache
def parent_of(name):
    return read_with_parents(shipped_scenarios()[name.removesuffix(".yaml")])


def loaded(tree):
    """Load a tree as a file beside the shipped scenarios is loaded."""
    document = read_text(json.dumps(tree), "x.yaml")
    parent = document.tree.pop("extends", "reference.yaml")
    return checked(merged(copy.deepcopy(parent_of(parent)), document))


@pytest.fixture
def share(request):
    """How much of a sample of mutants is tried: half, or all with `--long`."""
    return 1.0 if request.config.getoption("--long") else 0.5


def some(base, number):
    """A number of mutants of a base, spread over all, the same at each run."""
    every = list(mutants(BASES[base]))
    return random.Random(base).sample(every, min(round(number), len(every)))


def test_the_bases_are_scenarios():
    for tree in BASES.values():
        loaded(tree)


@pytest.mark.parametrize("base", ["grid", "points"])
def test_an_odd_value_in_a_file_is_refused_in_words(tmp_path, share, base):
    path = tmp_path / "x.yaml"
    for _, mutant in some(base, 60 * share):
        path.write_text(json.dumps(mutant), encoding="utf-8")
        try:
            plan_of(load_scenario(path, ["demand.depth_elasticity=-0.1"]))
        except JevonsError as error:
            assert error.exit_code in (2, 4)
            assert "\n" not in str(error).split("\n", maxsplit=1)[0]


def dotted_places():
    tree = load_scenario("carbon-tax").model_dump(mode="json")
    tree["sweep"] = SWEEPS["grid"]
    return [".".join(str(part) for part in place) for place in places(tree)]


@pytest.mark.parametrize("sweep", ["sweep={axes: 5}", "sweep={points: [5]}", "sweep=[5]", None])
def test_an_odd_setting_is_refused_in_words(sweep):
    keys = random.Random(str(sweep)).sample(dotted_places(), 25)
    for number, key in enumerate(keys):
        odd = ODD[number % len(ODD)]
        settings = [f"{key}={json.dumps(odd)}", *([sweep] if sweep else [])]
        try:
            load_scenario("carbon-tax", settings)
        except JevonsError as error:
            assert error.exit_code == 2
            assert str(error).startswith(("--set #", "--seeds"))


@pytest.mark.parametrize("name", ["carbon-tax", "jevons-frontier"])
def test_an_odd_value_in_python_is_refused_in_words(name):
    scenario = load_scenario(name)
    strange = (*ODD, float("nan"), 10**400, b"x", object(), (1, 2), {5: 6}, {1, 2})
    for number, key in enumerate(
        [*dotted_places(), "", ".", "a.b", "demand.", 5, None, "9" * 5000]
    ):
        for odd in strange[number % 3 :: 3]:
            try:
                scenario.with_values({key: odd})
            except ScenarioError as error:
                assert error.faults


# What a JSON Schema cannot express, by the code of the fault.
UNSAID = {
    "disagreement": "numbers that do not go together",
    "unknown": "a key, named by another, that does not exist",
    "section": "a key, named by a sweep, that cannot be swept",
    "extends": "a parent that does not exist",
}
FINDINGS = ("_type", "_error", "_equal", "_than", "_number")


def unsaid(fault):
    """Whether a fault is one that no JSON Schema can express."""
    if fault.code in UNSAID:
        return True
    if fault.code == "missing":  # left out of a section whose parent has none of it
        return fault.path == "equivalents"
    swept = fault.path.removeprefix("sweep.axes.").removeprefix("sweep.points.0.")
    of_its_key = swept in (GAIN, ELASTICITY) and fault.code != "tuple_type"
    return of_its_key and any(word in fault.code for word in FINDINGS)


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_the_schema_is_one():
    VALIDATOR.check_schema(json_schema())


@pytest.mark.parametrize("base", BASES)
def test_the_schema_refuses_what_the_loader_refuses_and_nothing_else(share, base):
    both = {True: 0, False: 0}
    for place, mutant in some(base, 120 * share):
        if place[:1] == ("extends",):
            continue
        taken = VALIDATOR.is_valid(mutant)
        try:
            loaded(mutant)
        except ScenarioError as error:
            refused = [fault for fault in error.faults if not unsaid(fault)]
            assert not (taken and refused), (place, mutant, refused)
            both[False] += not taken
        else:
            assert taken, (place, mutant, next(VALIDATOR.iter_errors(mutant)).message)
            both[True] += 1
    assert min(both.values()) > 3 * share  # there was something to compare


@pytest.mark.parametrize(
    "tree",
    [
        {"labs": {"members": [{"name": "a"}]}},
        {"technology": {"algorithmic": {"shocks": [{"factor": 2}]}}},
        {"policy": [{"instrument": "energy_cap", "start_year": 2026}]},
        {"sweep": {}},
        {"sweep": {"axes": {}}},
        {"sweep": {"axes": {GAIN: {"from": 1}}}},
        {"sweep": {"axes": {GAIN: {"to": 1}}}},
        {"sweep": {"axes": {GAIN: [1, 1]}}},
        {"sweep": {"axes": {GAIN: [1, 2]}, "points": [{GAIN: 1}]}},
        {"sweep": {"design": "sobol", "axes": {GAIN: [1, 2]}}},
        {"sweep": {"axes": {GAIN: {"from": 0, "to": 1, "scale": "log"}}}},
        {"sweep": {"axes": {GAIN: [1, 2]}, "seed": 3}},
        {"sweep": {"points": [{}]}},
        {"sweep": {"points": [{GAIN: 1}], "design": "sobol", "samples": 4}},
        {"seeds": [1, 1]},
        {"technology": {"frozen": ["pue", "pue"]}},
        {"expected": {}},
        {"title": "a\x01b"},
        {"name": "con"},
        {"name": "demo\n"},
        {"extends": ""},
        {"extends": "/etc/x.yaml"},
    ],
    ids=json.dumps,
)
def test_the_schema_refuses(tmp_path, tree):
    tree = {"name": "demo", **tree}
    path = tmp_path / "x.yaml"
    path.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ScenarioError):
        load_scenario(path)
    assert not VALIDATOR.is_valid(tree)


def test_the_schema_takes_every_shipped_scenario_as_it_is_and_resolved():
    for name, path in shipped_scenarios().items():
        assert VALIDATOR.is_valid(read_text(path.read_text(encoding="utf-8"), name).tree), name
        assert VALIDATOR.is_valid(load_scenario(name).model_dump(mode="json")), name


def outcome(load, *arguments):
    """What a door makes of it: the scenario, or the codes and keys of the faults."""
    try:
        return load(*arguments)
    except ScenarioError as error:
        return {(fault.code, fault.path) for fault in error.faults}


def test_a_value_means_the_same_at_each_door(tmp_path, share):
    """In a child file, with `--set`, and in Python: null, and its own value, for every key."""
    plain = tmp_path / "plain.yaml"
    plain.write_text("name: demo\n", encoding="utf-8")
    scenario = load_scenario(plain)
    tree = scenario.model_dump(mode="json")
    keys = [place for place in places(tree) if all(isinstance(step, str) for step in place)]
    asked = random.Random(1).sample([key for key in keys if key[0] not in OWN], round(40 * share))
    for place in asked:
        own = functools.reduce(lambda here, step: here[step], place, tree)
        for value in (None, own):
            nested = functools.reduce(lambda inner, step: {step: inner}, reversed(place), value)
            child = tmp_path / "child.yaml"
            child.write_text(json.dumps({"name": "demo", **nested}), encoding="utf-8")
            key = ".".join(place)
            by_file = outcome(load_scenario, child)
            by_set = outcome(load_scenario, plain, [f"{key}={json.dumps(value)}"])
            in_python = outcome(scenario.with_values, {key: value})
            assert by_file == by_set == in_python, (key, value)
