"""Checksums: what a folder of results says of its own files, and whether that still holds.

A manifest lists every file beside it with checksum, size and, of a table, its rows. Whatever reads
a result checks what it reads; a result of version 0.1 has no such list and is taken as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jevons_sim.errors import ResumeError

PACKAGE = Path(__file__).resolve().parents[1]

_CHUNK = 1 << 20


def describe(folder: Path, rows: Mapping[str, int] | None = None) -> dict[str, dict[str, Any]]:
    """Return what there is to say of every file in a folder, name to checksum and size.

    Parameters
    ----------
    folder : Path
        A result that is about to be published.
    rows : mapping, optional
        Rows of its tables.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        found[name] = describe_file(path)
        if rows is not None and name in rows:
            found[name]["rows"] = rows[name]
    return found


def describe_file(path: Path) -> dict[str, Any]:
    """Return checksum and size of a file."""
    return {"sha256": checksum(path), "bytes": path.stat().st_size}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check(folder: Path, said: object, names: Iterable[str] | None = None) -> None:
    """Compare files with what a manifest says of them.

    Parameters
    ----------
    folder : Path
        The result.
    said : object
        What its manifest says of its files; anything but a mapping: nothing.
    names : iterable of str, optional
        Files to look at; by default all.

    Raises
    ------
    ResumeError
        If one is missing, damaged or was changed; names it.
    """
    listed = said if isinstance(said, Mapping) else {}
    for name in listed if names is None else [name for name in names if name in listed]:
        fault = fault_of(folder / name, listed[name])
        if fault:
            raise ResumeError(f"{folder / name}: {fault}; run the same again with --fresh")


def fault_of(path: Path, said: object) -> str:
    """Return what is wrong with a file beside what is said of it; empty if nothing."""
    wanted = said if isinstance(said, Mapping) else {}
    try:
        size = path.stat().st_size
        if size != wanted.get("bytes"):
            return f"holds {size:,} bytes and not {wanted.get('bytes'):,} as when it was written"
        if checksum(path) != wanted.get("sha256"):
            return "was changed or damaged after it was written (its checksum does not fit)"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except (TypeError, ValueError):
        return "is not described as it should be in the manifest"
    return ""


@lru_cache(maxsize=1)
def source_stamp() -> str:
    """Return twelve hexadecimal digits that stand for the text of this package's Python."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
