"""The one door to Numba: turns small Python functions into machine code, and caches it.

Numba's own cache looks only at the file of the function that is called, not at the functions that
it calls in turn. So the compiled code is kept in a folder named after the text of this whole
package, wherever that folder is: change one rule, and everything is compiled anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config, prange

Function = TypeVar("Function", bound=Callable[..., Any])


def _source_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _folder_in(name: str) -> Path | None:
    """Return the folder that a variable names; empty and relative ones count as not set."""
    path = Path(os.environ.get(name, ""))
    return path if path.is_absolute() else None


def _home() -> Path | None:
    """Return the user's home, if there is one."""
    try:
        home = _folder_in("HOME" if os.name == "posix" else "USERPROFILE") or Path("~").expanduser()
        return home if home.is_absolute() and home.is_dir() else None
    except (OSError, RuntimeError):
        return None


def _user_cache() -> Path | None:
    """Return where programs keep what they can make anew; None where there is no such place."""
    named = _folder_in("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    home = _home()
    return named or (None if home is None else home / ".cache")


def _private(base: Path) -> Path | None:
    """Return this user's own folder in one that everybody writes to.

    Compiled code is run, so nobody else may have put anything in it, nor a folder in its place.
    """
    if os.name == "nt":  # where every user has an own one
        return base / "jevons_sim"
    folder = base / f"jevons_sim-{os.getuid()}"
    try:
        everybody = base.stat().st_mode
        if everybody & stat.S_IWOTH and not everybody & stat.S_ISVTX:
            return None
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
    except OSError:
        return None
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return folder if is_own and not found.st_mode & 0o077 else None


def _temporary_caches() -> Iterator[Path]:
    """Give private folders in the system's temporary ones."""
    named = [_folder_in(name) for name in ("TMPDIR", "TEMP", "TMP")]
    usual = [] if os.name == "nt" else [Path("/tmp"), Path("/var/tmp")]
    for base in [*filter(None, named), *usual]:
        folder = _private(base)
        if folder is not None:
            yield folder


def _usual_caches() -> Iterator[Path]:
    """Give the folder that Numba is told to use, and the user's cache."""
    named = Path(config.CACHE_DIR)
    for base in (named if named.is_absolute() else None, _user_cache()):
        if base is not None:
            yield base / "jevons_sim"


def _is_writable(folder: Path) -> bool:
    """Return whether a file can be made in a folder, which is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def cache_folder() -> Path | None:
    """Return where compiled code of this version lives; made if it is not there.

    That is Numba's own cache, if one is named, or the user's, or a private folder among temporary
    files, the same at every run; None where none of them can be written.
    """
    name = f"compiled-{_source_digest()}"
    for base in itertools.chain(_usual_caches(), _temporary_caches()):
        if _is_writable(base / name):
            return base / name
    return None


def is_temporary(folder: Path) -> bool:
    """Return whether a folder of compiled code is among temporary files."""
    return folder.parent not in _usual_caches()


def is_compiled() -> bool:
    """Return whether code of this version has been compiled on this machine before."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.nbi"))


def needs_compiling() -> bool:
    """Return whether the first run will have to compile the engine."""
    return not config.DISABLE_JIT and not is_compiled()


def _compile(function: Function, *, parallel: bool) -> Function:
    # Numba files both versions of a function under one name: they need folders of their own.
    with _caching_in("parallel" if parallel else "serial") as is_kept:
        wrapped = numba.njit(
            function, cache=is_kept, nogil=True, parallel=parallel, error_model="numpy"
        )
    return cast(Function, wrapped)


@contextlib.contextmanager
def _caching_in(name: str) -> Iterator[bool]:
    """Make Numba keep code in a part of our folder and nowhere else; give whether it can."""
    folder = cache_folder()
    ours = {"CACHE_DIR": str(folder / name), "CACHE_LOCATOR_CLASSES": ""} if folder else {}
    given = {key: getattr(config, key) for key in ours if hasattr(config, key)}
    for key in given:
        setattr(config, key, ours[key])
    try:
        yield folder is not None
    finally:
        for key, value in given.items():
            setattr(config, key, value)


def compiled(function: Function) -> Function:
    """Compile a function for one thread; called from compiled code, it is inlined where it pays."""
    return _compile(function, parallel=False)


def compiled_parallel(function: Function) -> Function:
    """Compile a function whose `prange` loops run on all threads."""
    return _compile(function, parallel=True)


def set_threads(workers: int | None) -> int:
    """Set how many threads parallel loops use, and return the number.

    Parameters
    ----------
    workers : int or None
        Wanted threads; None or 0 for every core this process may use. More than there are is
        capped.
    """
    most = int(numba.config.NUMBA_NUM_THREADS)
    count = most if not workers else max(1, min(workers, most))
    numba.set_num_threads(count)
    return count


__all__ = [
    "cache_folder",
    "compiled",
    "compiled_parallel",
    "is_compiled",
    "is_temporary",
    "needs_compiling",
    "prange",
    "set_threads",
]
