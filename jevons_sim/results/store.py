"""Results on disk, `outputs/NAME/DIGEST/`: every file appears whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.errors import OutputError, ResumeError
from jevons_sim.files import remove, scratch_path, sweep, sync, sync_folder, write_whole
from jevons_sim.results import checksums

MANIFEST = "manifest.json"
SCENARIO = "scenario.yaml"
FIGURES = "figures"
FAILURES = "failures.txt"
ANSWER = "answer.json"
"""What a search beside a result was asked, and by which version."""

FORMAT = 1
"""Number of the file format; a newer one is refused."""


def result_folder(out: Path, name: str, digest: str) -> Path:
    """Return where the result of a study belongs."""
    return out / name / digest


def is_complete(folder: Path) -> bool:
    """Return whether a folder holds a finished result."""
    try:
        return (folder / MANIFEST).is_file()
    except OSError:  # a name too long for the system, say: writing there will tell
        return False


def complete_in(folder: Path) -> list[Path]:
    """Return the folders in a folder that hold finished results."""
    try:
        found = [path.parent for path in folder.glob(f"*/{MANIFEST}")]
    except OSError:  # as above
        return []
    return [path for path in found if not path.name.startswith(".")]


@contextmanager
def new_result(folder: Path, scratch: Path | None = None) -> Iterator[Path]:
    """Give a scratch folder that becomes `folder` when the block ends well, and vanishes if not.

    Parameters
    ----------
    folder : Path
        Where the result belongs; a result that is there already is replaced.
    scratch : Path, optional
        The scratch folder, on the same file system; what is left in it from before is removed.

    Raises
    ------
    OutputError
        If nothing can be written there; raised before the block runs where that can be known.
    """
    scratch = scratch or scratch_path(folder)
    refuse_links(folder)
    try:
        sweep(folder.parent)
        remove(scratch)
        (scratch / FIGURES).mkdir(parents=True)
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error
    try:
        yield scratch
        _publish(scratch, folder)
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error
    finally:
        remove(scratch)


def refuse_links(folder: Path) -> None:
    """Refuse a result folder, or one above it, that is a symbolic link.

    Raises
    ------
    OutputError
        If one is.
    """
    try:
        for path in (folder.parent, folder):
            if path.is_symlink():
                raise OSError(f"{path} is a symbolic link; results go to real folders only")
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error


def _no_place(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{folder}: cannot write the result: {reason}; choose another place with --out DIR"


def _publish(scratch: Path, folder: Path) -> None:
    for path in sorted(scratch.rglob("*")):
        if path.is_file():
            sync(path)
    old = scratch_path(folder.with_name(f"{folder.name}-old"))
    if folder.exists():
        folder.rename(old)
    scratch.rename(folder)
    sync_folder(folder.parent)
    remove(old)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with newlines as they are."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a small table as CSV."""
    table.to_csv(path, index=False, lineterminator="\n")


def write_manifest(folder: Path, manifest: Mapping[str, Any], rows: Mapping[str, int]) -> None:
    """Write the manifest: what ran, with which versions, when, how it ended, and every file.

    Parameters
    ----------
    folder : Path
        The result, whole but for the manifest.
    manifest : mapping
        What there is to say of it.
    rows : mapping
        Rows of its tables, by file.
    """
    said = {"format": FORMAT, **manifest, "files": checksums.describe(folder, rows)}
    text = json.dumps(said, indent=2, allow_nan=False, ensure_ascii=False)
    write_text(folder / MANIFEST, text + "\n")


def read_answer(folder: Path) -> dict[str, Any] | None:
    """Return what a search wrote down of its question and its files, or None where none is.

    Raises
    ------
    OutputError
        If it cannot be read.
    ResumeError
        If it is damaged.
    """
    path = folder / ANSWER
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError) as error:
        raise ResumeError(f"{path}: is damaged; ask the same again with --fresh") from error


def note_asked(folder: Path) -> None:
    """Note that a finished result was asked for again: by its name it is the one that is meant."""
    with suppress(OSError):
        os.utime(folder / MANIFEST)


def note_file(folder: Path, name: str) -> None:
    """Note in the manifest that a file of a finished result was written anew, such as a figure."""
    manifest = read_manifest(folder)
    if not isinstance(manifest.get("files"), dict):
        return
    manifest["files"][name] = checksums.describe_file(folder / name)
    text = json.dumps(manifest, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    write_whole(folder / MANIFEST, text.encode())


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a result's manifest.

    Raises
    ------
    OutputError
        If the folder holds no finished result, or one of a newer format.
    ResumeError
        If the manifest is damaged.
    """
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        newer = int(manifest.get("format", 0)) > FORMAT
    except OSError as error:
        raise OutputError(
            f"{folder}: no finished result here (no readable {MANIFEST}); "
            f"make one with `jevons run SCENARIO`"
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ResumeError(f"{path}: is damaged; run the same again with --fresh") from error
    if newer:
        raise OutputError(
            f"{folder}: written by a newer version ({manifest.get('version')}); update jevons_sim"
        )
    return manifest


def read_failures(folder: Path) -> tuple[str, ...]:
    """Return the runs of a result that failed, in words."""
    path = folder / FAILURES
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
    except (OSError, ValueError) as error:
        raise ResumeError(f"{path}: is damaged; run the same again with --fresh") from error
