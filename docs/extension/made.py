"""What a build makes by running the model, kept from build to build under a digest of the package.

As long as nothing in the package, the scenarios and this folder changes, a build only reads the
pages that were written anew; when something does, all is made and read again.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("jevons_sim/**/*", "scenarios/*.yaml", "docs/extension/*.py")


def digest() -> str:
    """Return a short name of the package and of what makes its pages, as they stand."""
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def once(app: Any, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder that `make` filled, in this build or in an earlier one."""
    folder = Path(app.config.made_in) / name
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent))
        make(scratch)
        scratch.rename(folder)
    return folder


def place(made: Path, folder: Path, own: Collection[str]) -> None:
    """Make a folder of the sources hold what was made, and its own files, and nothing else."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():  # of a scenario that is no more
        if path.name not in own and not (made / path.name).exists():
            path.unlink()
    for path in made.iterdir():
        target = folder / path.name
        if not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)


def _settle(app: Any, config: Any) -> None:
    """Name the folder after the digest, and remove those of other digests."""
    kept = Path(app.doctreedir) / "made"
    config.model = digest()
    config.made_in = str(kept / config.model)
    config.nb_execution_cache_path = str(kept / config.model / "notebooks")
    for old in kept.glob("*"):
        if old.name != config.model:
            shutil.rmtree(old)


def setup(app: Any) -> None:
    """Add the digest to the settings, so that pages are read anew when it changes."""
    app.add_config_value("model", "", "env")
    app.add_config_value("made_in", "", "")
    app.connect("config-inited", _settle, priority=100)
