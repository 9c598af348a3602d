"""Files that appear whole or not at all, and what a process that died has left behind.

Whatever writes something that others read goes through here: pieces, tables, figures, pages.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SCRATCH = re.compile(r"\.tmp-(?P<host>[A-Za-z0-9_]{0,40})-(?P<process>\d+)-")


def scratch_path(path: Path) -> Path:
    """Return a place beside a path for what is still being written; it names this process."""
    host = re.sub(r"\W", "_", socket.gethostname())[:40]
    return path.with_name(f".tmp-{host}-{os.getpid()}-{path.name}")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write to that becomes `path` when the block ends well, and vanishes if not.

    Parameters
    ----------
    path : Path
        The file; its folder is there.
    """
    scratch = scratch_path(path)
    try:
        yield scratch
        sync(scratch)
        scratch.replace(path)
    finally:
        with suppress(OSError):
            scratch.unlink()


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write a file; when this returns, it is on the disk."""
    with whole(path) as scratch:
        scratch.write_bytes(content)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Put a file's content on the disk."""
    with path.open("rb+") as stream:  # Windows flushes what may be written only
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(path: Path, ending: str) -> Path:
    """Return a name beside a file that nothing has yet: ``FILE.ending``, ``FILE.ending-2`` …"""
    number, name = 1, path.with_name(f"{path.name}.{ending}")
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.{ending}-{number}")
    return name


def sweep(folder: Path) -> None:
    """Remove what processes of this machine that are dead were writing in a folder."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _is_left_behind(path.name):
                remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder, as far as that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _is_left_behind(name: str) -> bool:
    found = _SCRATCH.match(name)
    here = _SCRATCH.match(scratch_path(Path("x")).name)
    if found is None or here is None or found["host"] != here["host"]:
        return False
    return not _is_alive(int(found["process"]))


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True  # a signal would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
