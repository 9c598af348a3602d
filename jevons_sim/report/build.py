"""The page itself: sections in the order in which a reader asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from jevons_sim._version import __version__
from jevons_sim.equations.rebound import Kind, kind_of
from jevons_sim.quantities import CASES, RESPONSES
from jevons_sim.report import figures, points, provenance, tables
from jevons_sim.report.assumptions import assumptions
from jevons_sim.report.subject import Subject
from jevons_sim.report.tables import Table
from jevons_sim.report.voice import Voice
from jevons_sim.scenario.load import dump_scenario
from jevons_sim.web import page
from jevons_sim.words.catalogue import Language
from jevons_sim.words.titles import explanation_of, question_of, title_of
from jevons_sim.words.typeset import number, percent, two_decimals

FEW_SEEDS = 20
"""Replicates below which the ends of a band are rough."""

MOST_FAILURES = 5

_AVOID = ("rebound", "growth", "token", "cheap", "elasticity", "bad", "axes", "forecast")
_LEAVES_OUT = 7

_Searched = tuple[str, list[figures.Drawn], Table | None]
"""What a search answers, its figure in a list, and its table."""

_Named = TypeVar("_Named", figures.Drawn, Table)


@dataclass(frozen=True)
class Warned:
    """Something that a reader must know before the figures."""

    title: str
    text: str
    items: tuple[str, ...] = ()


def report_page(subject: Subject, language: Language = "en") -> tuple[str, list[str]]:
    """Return a report as one HTML page, and the figures that could not be drawn.

    Parameters
    ----------
    subject : Subject
        What it is about.
    language : {"en", "ko"}
        Language of the page; a scenario's own words stay as they are.
    """
    voice = Voice(language)
    gallery = figures.Gallery(voice)
    content = _content(subject, voice, gallery)
    title = title_of(subject.scenario, language) or subject.scenario.name
    made = page.Page("report/page.html", title, language, styles=("report/style.css",))
    return page.render(made, **content), gallery.faults


def _content(subject: Subject, voice: Voice, gallery: figures.Gallery) -> dict[str, Any]:
    """Return everything that the template shows."""
    found = {
        **_found(subject, voice, gallery),
        **_assumed(subject, voice),
        "w": voice,
        "scenario": subject.scenario,
        "question": question_of(subject.scenario, voice.language),
        "language_of": voice.language_of,
        "facts": _facts(subject, voice),
        "cases": CASES,
        "scale": _scale(subject, voice),
        "avoid": _avoid(subject, voice),
        "leaves_out": [voice[f"leaves_{place + 1}"] for place in range(_LEAVES_OUT)],
        "seeds": len(subject.result.plan.seeds),
        "end_year": f"{subject.result.summaries[0].end_year:g}",
    }
    return {**found, "warned": _warned(subject, voice, gallery)}


def _found(subject: Subject, voice: Voice, gallery: figures.Gallery) -> dict[str, Any]:
    """Return what was found: the answer, figures and tables."""
    single = not subject.result.plan.keys
    drawn = [*figures.result_figures(subject, gallery), *figures.part_figures(subject, gallery)]
    searched = [
        (voice.threshold(found), figures.threshold_figure(found, gallery), None)
        for found in subject.thresholds
    ]
    screened = [
        ("", figures.sensitivity_figure(found, gallery), tables.sensitivity(found, voice))
        for found in subject.screenings
    ]
    return {
        "verdict": voice.verdict(subject.result),
        "likeness": voice.likeness(subject.result),
        "explained": _explained(subject, voice.language),
        "key_figures": tables.key_figures(subject, voice) if single else None,
        "by_case": tables.by_case(subject, voice) if single else None,
        "figures": drawn,
        "no_figure": "" if drawn else voice.say("no_figure", n=len(subject.result.plan.keys)),
        "part_tables": tables.parts(subject, voice),
        "point_tables": points.points(subject, voice),
        "searched": _numbered([*searched, *screened]),
    }


def _numbered(found: Sequence[_Searched]) -> list[_Searched]:
    """Return answers with names of their own: a second one of a name is called `name-2`."""
    seen: Counter[str] = Counter()

    def own(item: _Named) -> _Named:
        key = f"{type(item).__name__} {item.name}"
        seen[key] += 1
        return item if seen[key] == 1 else replace(item, name=f"{item.name}-{seen[key]}")

    return [
        (words, [own(one) for one in drawn], None if table is None else own(table))
        for words, drawn, table in found
    ]


def _assumed(subject: Subject, voice: Voice) -> dict[str, Any]:
    """Return what was assumed, and how to make it again."""
    text = dump_scenario(subject.scenario)
    return {
        "assumed": assumptions(subject.scenario, voice),
        "swept": provenance.swept(subject, voice),
        "provenance": provenance.table(subject, voice),
        "yaml": text,
        "yaml_address": tables.data_address("text/yaml", text),
        "digest": subject.digest,
        "made_with": str(subject.manifest.get("version") or voice["unknown"]),
        "reruns": provenance.reruns(subject),
        "more": provenance.more(subject),
    }


def _facts(subject: Subject, voice: Voice) -> list[tuple[str, str]]:
    """Return what stands under the title."""
    plan, time = subject.result.plan, subject.scenario.time
    said = {
        "firms": f"{subject.scenario.population.firms:,}",
        "points": f"{len(plan.points):,}",
        "seeds": f"{len(plan.seeds):,}",
        "runs": f"{provenance.n_runs(subject):,}",
    }
    return [
        (voice["meta_scenario"], subject.scenario.name),
        (voice["meta_years"], f"{time.start_year}–{time.start_year + time.years}"),
        (voice["meta_size"], voice.say("size_sweep" if plan.keys else "size_case", **said)),
        (voice["meta_when"], provenance.finished(subject, voice)),
    ]


def _explained(subject: Subject, language: Language) -> str:
    """Return the scenario's own explanation, unless the result falls outside what it expects."""
    expected = subject.scenario.expected
    if expected is None:
        return ""
    answer = explanation_of(subject.scenario, language)
    if subject.result.plan.keys:
        return answer
    summary = subject.result.summaries[0]
    for name in ("rebound", "energy_ratio", "growth"):
        span, value = getattr(expected, name), getattr(summary, name).median
        if span is not None and not span[0] <= value <= span[1]:
            return ""
    return answer


def _warned(subject: Subject, voice: Voice, gallery: figures.Gallery) -> list[Warned]:
    """Return what limits the figures, the gravest first; drawn figures are known by then."""
    found = []
    failures, n = subject.result.failures, len(subject.result.plan.seeds)
    if failures:
        items = list(failures[:MOST_FAILURES])
        if len(failures) > MOST_FAILURES:
            items.append(voice.say("failed_more", n=len(failures) - MOST_FAILURES))
        text = voice.say(
            "failed_text", n=f"{len(failures):,}", all=f"{provenance.n_runs(subject):,}"
        )
        found.append(Warned(voice["failed_title"], text, tuple(items)))
    if n == 1:
        found.append(Warned(voice["one_seed_title"], voice["one_seed_text"]))
    elif n < FEW_SEEDS:
        found.append(Warned(voice["few_seeds_title"], voice.say("few_seeds_text", n=n)))
    off = [name for name in RESPONSES if not getattr(subject.scenario.responses, name)]
    if off:
        names = ", ".join(voice.figure_words(f"w_{name}") for name in off)
        found.append(Warned(voice["off_title"], voice.say("off_text", names=names)))
    then = subject.manifest.get("version")
    if then != __version__:
        said = voice.say("version_text", then=then or voice["unknown"], now=__version__)
        found.append(Warned(voice["version_title"], said))
    if gallery.faults:
        found.append(Warned(voice["missing_title"], "", tuple(gallery.faults)))
    return found


def _scale(subject: Subject, voice: Voice) -> Table:
    """Return what values of R mean, with the place of this study."""
    names: tuple[Kind, ...] = ("super", "whole", "part", "used_up", "backfire")
    places = [kind_of(float(value)) for value in subject.result.summaries.medians("rebound")]
    rows = []
    for name in names:
        n = places.count(name)
        here = voice["here"] if not subject.result.plan.keys else voice.say("here_n", n=f"{n:,}")
        rows.append((voice[f"r_{name}"], voice[f"m_{name}"], here if n else ""))
    heads = (voice["col_r"], voice["col_meaning"], voice["col_here"])
    marked = frozenset(k for k, name in enumerate(names) if name in places)
    return Table("scale", voice["read_caption"], heads, tuple(rows), marked=marked)


def _avoid(subject: Subject, voice: Voice) -> list[tuple[str, str]]:
    """Return misreadings to avoid, with this study's numbers where they show the point."""
    said = {name: voice[f"avoid_{name}_text"] for name in _AVOID[2:]}
    share = percent(subject.scenario.price.cost_shares.energy)
    said["cheap"] = voice.say("avoid_cheap_text", share=share)
    if subject.result.plan.keys:
        said["rebound"] = voice["avoid_rebound_text_sweep"]
        said["growth"] = voice["avoid_growth_text_sweep"]
    else:
        summary = subject.result.summaries[0]
        growth, frozen = (number(band.median) for band in (summary.growth, summary.frozen_growth))
        said["growth"] = voice.say("avoid_growth_text", growth=growth, frozen=frozen)
        said["rebound"] = _not_backfire(summary.rebound.median, voice)
    return [(voice[f"avoid_{name}"], said[name]) for name in _AVOID]


def _not_backfire(value: float, voice: Voice) -> str:
    if value > 1.0:
        return voice["avoid_rebound_up"]
    if 0.0 <= value <= 1.0:
        left = percent(1.0 - value)
        return voice.say("avoid_rebound_text", r=two_decimals(value), left=left)
    return voice["avoid_rebound_text_sweep"]
