"""What is installed, and what this machine can do."""

from __future__ import annotations

import platform
from importlib import metadata
from importlib.util import find_spec

from jevons_sim._version import __version__
from jevons_sim.engine.compile import cache_folder, is_compiled, is_temporary, set_threads
from jevons_sim.scenario.shipped import scenario_folder, shipped_scenarios
from jevons_sim.studies.result import PACKAGES


def diagnosis() -> list[tuple[str, str]]:
    """Return what is installed and what this machine can do, as names and values."""
    rows = [
        ("jevons_sim", __version__),
        ("Python", platform.python_version()),
        ("platform", platform.platform()),
        ("cores", str(set_threads(None))),
        ("compiled code", _compiled_code()),
        ("Parquet tables", "pyarrow" if find_spec("pyarrow") else "not installed: CSV only"),
        ("Dask cluster", "distributed" if find_spec("distributed") else "not installed"),
        ("shipped scenarios", f"{len(shipped_scenarios())} in {scenario_folder()}"),
    ]
    return rows + [(name, metadata.version(name)) for name in PACKAGES]


def _compiled_code() -> str:
    """Say whether compiled code is kept, and where."""
    folder = cache_folder()
    if folder is None:
        return "kept nowhere: no folder can be written; set XDG_CACHE_HOME to one that can"
    why = " (temporary: your cache cannot be written)" if is_temporary(folder) else ""
    return f"{'there' if is_compiled() else 'not yet'}: {folder}{why}"
