"""Where the numbers of a report come from, and how to make them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jevons_sim.analysis.thresholds import Thresholds
from jevons_sim.quantities import CASES
from jevons_sim.report.subject import Subject
from jevons_sim.report.tables import Table, plain
from jevons_sim.report.voice import Voice
from jevons_sim.scenario.schema import Scenario

MOST_WORDS = 8
"""Words of a swept key that are named."""


def n_runs(subject: Subject) -> int:
    """Return how many runs the plan holds."""
    plan = subject.result.plan
    return len(plan.points) * len(plan.seeds) * len(CASES)


def finished(subject: Subject, voice: Voice) -> str:
    """Return when the result was finished."""
    text = str(subject.manifest.get("finished", ""))
    return text.replace("T", " ").replace("+00:00", " UTC") or voice["unknown"]


def swept(subject: Subject, voice: Voice) -> str:
    """Return the swept keys and how many values each takes."""
    plan = subject.result.plan
    columns = [[plan.points.values(k)[key] for k in range(len(plan.points))] for key in plan.keys]
    pairs = zip(plan.keys, columns, strict=True)
    return "; ".join(f"{key} = {_axis(column, voice)}" for key, column in pairs)


def _axis(values: list[Any], voice: Voice) -> str:
    """Return the ends of numbers, or words one by one; null is a word."""
    numbers: list[Any] = []
    words: list[Any] = []
    for value in dict.fromkeys(values):
        is_number = isinstance(value, float | int) and not isinstance(value, bool)
        (numbers if is_number else words).append(value)
    texts = [plain(value, voice) for value in [*numbers, *words][:MOST_WORDS]]
    if len(numbers) > 1:
        span = f"{min(numbers):.4g} … {max(numbers):.4g} ({len(numbers):,})"
        texts = [span, *[plain(value, voice) for value in words[:MOST_WORDS]]]
    return ", ".join([*texts, "…"] if len(words) > MOST_WORDS else texts)


def table(subject: Subject, voice: Voice) -> Table:
    """Return what ran, when, where and with what."""
    manifest, unknown = subject.manifest, voice["unknown"]
    packages = manifest.get("packages") or {}
    seconds = manifest.get("seconds")
    rows = (
        ("p_digest", subject.digest),
        ("p_version", f"jevons_sim {manifest.get('version') or unknown}"),
        ("p_finished", finished(subject, voice)),
        ("p_seconds", unknown if seconds is None else voice.say("seconds", n=f"{seconds:.1f}")),
        ("p_seeds", _seed_list(subject.result.plan.seeds)),
        ("p_runs", f"{n_runs(subject):,}"),
        ("p_failed", f"{len(subject.result.failures):,}"),
        ("p_python", str(manifest.get("python") or unknown)),
        ("p_platform", str(manifest.get("platform") or unknown)),
        ("p_packages", ", ".join(f"{name} {made}" for name, made in packages.items()) or unknown),
        ("p_checksum", subject.checksum),
    )
    named = tuple((voice[name], value) for name, value in rows)
    return Table("provenance", voice["provenance_caption"], ("", ""), named)


def _seed_list(seeds: tuple[int, ...]) -> str:
    """Return seeds in words: a run of them by its ends, the first few of others."""
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}–{seeds[-1]}"
    shown = ", ".join(map(str, seeds[:20]))
    return f"{shown}, …" if len(seeds) > 20 else shown


def reruns(subject: Subject) -> list[str]:
    """Return the commands that make everything on the page again."""
    name = subject.scenario.name
    lines = [f"jevons run {name}.yaml"]
    if subject.parts is not None:
        lines.append(f"jevons rebound {name}.yaml")
    lines += [_threshold_again(found, subject.scenario) for found in subject.thresholds]
    lines += [_sensitivity_again(found.said, name) for found in subject.screenings]
    return [*lines, f"jevons report {name}"]


def _threshold_again(found: Thresholds, scenario: Scenario) -> str:
    """Return the command of a search; what it would take by itself is left out."""
    words = [f"jevons threshold {scenario.name}.yaml --vary {found.key}"]
    if scenario.ranges.get(found.key) != found.ends:
        words.append("--from {!r} --to {!r}".format(*found.ends))
    seeds = [int(seed) for seed in found.scan["seed"].unique()]
    if seeds != list(scenario.seed_list):
        words.append(f"--seeds {_seed_option(seeds)}")
    return " ".join(words)


def _sensitivity_again(said: Mapping[str, Any], name: str) -> str:
    words = [f"jevons sensitivity {name}.yaml --method {said['method']}"]
    words.append(f"--outcome {said['outcome']}")
    words += [f"--vary {key}" for key in said["keys"]]
    if said["samples"] is not None:
        words.append(f"--samples {said['samples']}")
    return " ".join([*words, f"--seeds {_seed_option(said['seed_list'])}"])


def _seed_option(seeds: Sequence[int]) -> str:
    """Return seeds as ``--seeds`` takes them: how many, or a list, which has a comma."""
    if list(seeds) == list(range(len(seeds))):
        return str(len(seeds))
    return ",".join(map(str, seeds)) if len(seeds) > 1 else f"{seeds[0]},"


def more(subject: Subject) -> list[tuple[str, str]]:
    """Return what has not been asked about a single case, with the command that asks it."""
    if subject.result.plan.keys:
        return []
    file = f"{subject.scenario.name}.yaml"
    asked = []
    if subject.parts is None:
        asked.append(("more_parts", f"jevons rebound {file}"))
    if not subject.thresholds:
        asked.append(("more_threshold", f"jevons threshold {file} --vary demand.price_elasticity"))
    if not subject.screenings:
        asked.append(("more_sensitivity", f"jevons sensitivity {file}"))
    return asked
