"""Compare: saved results side by side, with differences paired by seed."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from jevons_sim import plots
from jevons_sim.analysis.comparison import differences, distinct_names
from jevons_sim.errors import UsageError
from jevons_sim.results import store
from jevons_sim.studies.result import load_result
from jevons_sim.words.catalogue import Language


def compare(
    folders: Sequence[Path], out: Path, language: Language = "en"
) -> tuple[pd.DataFrame, Path]:
    """Compare saved results with the first of them; write a table, and a figure in a language.

    Returns
    -------
    table : DataFrame
        As `analysis.comparison.differences` gives it.
    folder : Path
        Where ``differences.csv`` and ``comparison.png`` are.

    Raises
    ------
    UsageError
        If there are fewer than two results, or one of them is a sweep.
    """
    if len(folders) < 2:
        raise UsageError("compare takes two results or more")
    results = [load_result(folder) for folder in folders]
    studies = [(result.digest, result.version) for result in results]
    for folder, study in zip(folders, studies, strict=True):
        if studies.count(study) > 1:
            raise UsageError(
                f"{folder}: is the same study as another one of these; name different ones"
            )
    for folder, result in zip(folders, results, strict=True):
        if result.plan.keys:
            raise UsageError(f"{folder}: is a sweep; compare results of one case each")
    names = distinct_names([result.plan.scenario.name for result in results], studies)
    table = differences(names, [result.runs for result in results])
    versions = [version for _, version in studies]
    table["version"] = table["result"].map(dict(zip(names, versions, strict=True)))
    text = " ".join(itertools.chain.from_iterable(studies))
    folder = out / "comparisons" / hashlib.sha256(text.encode()).hexdigest()[:12]
    with store.new_result(folder) as scratch:
        table.to_csv(scratch / "differences.csv", index=False, lineterminator="\n")
        figure = plots.plot_comparison(
            names, [result.years for result in results], language=language
        )
        plots.save_figure(figure, scratch / store.FIGURES / "comparison.png")
    return table, folder
