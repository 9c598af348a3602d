"""What each dependency weighs: MB on disk, what would go with it, and time to import.

    python benchmarks/dependencies.py

Prints the figures of the table in `docs/explanation/design.md`, for what is installed here.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    "ruamel.yaml": "ruamel.yaml",
    "pytest-xdist": "xdist",
    "import-linter": "importlinter",
    "axe-playwright-python": "axe_playwright_python",
    "pandas-stubs": "",
    "sphinx": "sphinx.application",
    "myst-nb": "myst_nb.sphinx_ext",
    "sphinx-design": "sphinx_design.extension",
}
"""What is imported, where it is not called as the package; nothing of stubs."""

TIMED = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"


def declared() -> dict[str, list[str]]:
    """Return the names of what is required, by group; the first is for running."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    return {
        group: [name for name in map(name_of, lines) if name != "jevons-sim"]
        for group, lines in groups.items()
    }


def name_of(requirement: str) -> str:
    """Return the name that a requirement starts with."""
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return found[0]


def closure(names: list[str]) -> set[str]:
    """Return packages and all that they require here, extras left out."""
    found: set[str] = set()
    waiting = [re.sub(r"[-_.]+", "-", name).lower() for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        inner = [line for line in required if "extra ==" not in line]
        waiting += [re.sub(r"[-_.]+", "-", name_of(line)).lower() for line in inner]
    return found


def megabytes(name: str) -> float:
    """Return the size of a package's files, without byte code."""
    files = metadata.files(name) or []
    paths = (Path(str(file.locate())) for file in files if file.suffix != ".pyc")
    return sum(path.stat().st_size for path in paths if path.exists()) / 1e6


def import_seconds(module: str) -> float:
    """Return the median processor time that an import takes in a new process."""
    code = TIMED.format(module)
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    return statistics.median(runs)


def main() -> None:
    """Print a row for each dependency."""
    groups = declared()
    print("| package | group | MB | MB less without it | import, ms |\n" + "| --- " * 5 + "|")
    seen: set[str] = set()
    for group, names in groups.items():
        for name in (name for name in names if name not in seen):
            seen.add(name)
            others = [other for other in {*groups["run"], *names} if other != name]
            own = closure([name, *others]) - closure(others)
            less = sum(megabytes(one) for one in own)
            module = MODULES.get(name, name.replace("-", "_"))
            time = f"{1e3 * import_seconds(module):.0f}" if module else "-"
            print(f"| {name} | {group} | {megabytes(name):.1f} | {less:.1f} | {time} |", flush=True)


if __name__ == "__main__":
    main()
