"""The one door to Numba: turns small Python functions into machine code, and caches it.

Numba's own cache looks only at the file of the function that is called, not at the functions that
it calls in turn. So the compiled code is kept in a folder named after the text of this whole
package: change one rule, and everything is compiled anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
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


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser()


def cache_folder() -> Path:
    """Return where compiled code of this version lives; made if it is not there.

    The user's cache, or a private temporary folder where that cannot be written.
    """
    folder = _user_cache() / "jevons_sim" / f"compiled-{_source_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except (OSError, RuntimeError):
        folder = Path(tempfile.mkdtemp(prefix="jevons_sim-"))
    return folder


_CACHE = str(cache_folder())


def is_compiled() -> bool:
    """Return whether code of this version has been compiled on this machine before."""
    return any(Path(_CACHE).rglob("*.nbi"))


def _compile(function: Function, *, parallel: bool) -> Function:
    kept = config.CACHE_DIR
    # Numba files both versions of a function under one name: they need folders of their own.
    config.CACHE_DIR = str(Path(kept or _CACHE) / ("parallel" if parallel else "serial"))
    try:
        wrapped = numba.njit(
            function, cache=True, nogil=True, parallel=parallel, error_model="numpy"
        )
    finally:
        config.CACHE_DIR = kept
    return cast(Function, wrapped)


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


__all__ = ["cache_folder", "compiled", "compiled_parallel", "is_compiled", "prange", "set_threads"]
