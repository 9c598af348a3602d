"""What the shell around a command gives it: variables, and limits on memory, threads and files."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jevons_sim.errors import BudgetError
from jevons_sim.words.catalogue import Language

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the locale of messages, the first that is set first."""

_SPOKEN: dict[str, Language] = {"ko": "ko", "korean": "ko", "en": "en"}
"""Languages as a locale names them."""

_READ_BY_US = (
    *("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "TMPDIR", "TEMP", "TMP"),
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"),
)
"""Variables that the program or its libraries read, beside those that begin as below."""

_PREFIXES = (
    *("XDG_", "NUMBA_", "OMP_", "OPENBLAS_", "MKL_", "BLIS_", "MPL", "MATPLOTLIB", "DASK_"),
    *("_JEVONS", "JEVONS_"),
)
_FOLDERS = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
"""Variables that name a folder; one that is relative would be another folder at each place."""

_SHORT = {
    errno.ENOMEM: "memory",
    errno.EMFILE: "files",
    errno.ENFILE: "files",
}
_SHORT_WORDS = (
    (re.compile(r"(?i)can't start new thread|unable to create.* thread"), "threads"),
    (re.compile(r"(?i)too many open files"), "files"),
    (re.compile(r"(?i)failed to map segment|allocate memory|out of memory|static TLS"), "memory"),
)
"""What is short, where only the text of an error says so."""

_WAYS_OUT = {
    "memory": "not enough memory; use fewer firms, seeds or points (`jevons check` estimates)",
    "files": "too many open files; allow more with `ulimit -n 256`",
    "threads": "no thread can be started; allow more with `ulimit -u`, or use --workers 1",
}


@dataclass(frozen=True)
class Room:
    """What a command needs before it has anything to compute, in megabytes."""

    addresses: int
    """Addresses: what it loads, and all that it sets aside."""

    data: int
    """Of them, those that hold data."""

    per_core: int
    """More of both for each core: a stack, and a buffer of OpenBLAS."""


LIGHT = Room(addresses=120, data=60, per_core=45)
"""For a command that reads scenarios."""

HEAVY = Room(addresses=1100, data=300, per_core=100)
"""For one that runs or draws, and at worst compiles the engine: on two cores, 1.05 GB fail."""

_MOST_THREADS = 64
"""Of OpenBLAS, however many cores there are."""


_VALID = {
    "NUMBA_NUM_THREADS": r"[1-9][0-9]{0,4}",
    "NUMBA_THREADING_LAYER": r"default|safe|forksafe|threadsafe|tbb|omp|workqueue",
    "OMP_NUM_THREADS": r"[1-9][0-9,]*",
    "SOURCE_DATE_EPOCH": r"[0-9]{1,12}",
}
"""Variables at which libraries stumble if they hold anything else."""


def forget_empty_variables() -> None:
    """Forget variables that are set to nothing or to nonsense, and folders that are relative.

    They count as not set: so say the rules of XDG, and libraries stumble over them.
    """
    for name, value in list(os.environ.items()):
        is_read = name in _READ_BY_US or name.startswith(_PREFIXES)
        is_folder = name in _FOLDERS or re.fullmatch(r"XDG_\w+_HOME", name)
        is_nonsense = name in _VALID and not re.fullmatch(_VALID[name], value)
        if (
            is_nonsense
            or (is_read and not value.strip())
            or (is_folder and not Path(value).is_absolute())
        ):
            del os.environ[name]


def locale_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language that the locale of a user asks for; English where we do not speak it.

    The order is that of gettext: `LANGUAGE`, a list, unless the locale is C; then the locale.

    Parameters
    ----------
    environment : mapping, optional
        The variables.

    Examples
    --------
    >>> locale_language({"LANG": "ko_KR.UTF-8"}), locale_language({"LANG": "de_DE.UTF-8"})
    ('ko', 'en')
    """
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    if locale in ("C", "POSIX"):
        return "en"
    for name in (environment.get("LANGUAGE") or locale).split(":"):
        spoken = re.split(r"[_.@-]", name.strip().lower())[0]
        if spoken in _SPOKEN:
            return _SPOKEN[spoken]
    return "en"


def forget_torn_completion() -> None:
    """Forget that a shell asks for completion if it does not say of what."""
    asked, place = os.environ.get("_JEVONS_COMPLETE", ""), os.environ.get("COMP_CWORD")
    is_known = "COMP_WORDS" in os.environ and place is not None
    if asked.startswith(("bash_complete", "zsh_complete")):  # fish gives the word itself
        is_known = is_known and str(place).isdecimal()
    if asked.endswith("_complete") and not is_known:
        del os.environ["_JEVONS_COMPLETE"]


def check_room(room: Room) -> None:
    """Refuse to start within limits in which the libraries would fail, some without a word.

    Parameters
    ----------
    room : Room
        What the command needs.

    Raises
    ------
    BudgetError
        If the process may not use that much.
    """
    more = room.per_core * min(_cores(), _MOST_THREADS)
    for limit, flag, need in _limits(room):
        if limit < (need + more) * 1_000_000:
            raise BudgetError(
                f"not enough memory: `ulimit {flag}` allows {limit // 1_000_000:,} MB, and this "
                f"command needs {need + more:,} MB; write `ulimit {flag} {(need + more) * 1000}`"
            )


def _limits(room: Room) -> Iterator[tuple[int, str, int]]:
    """Give each limit in bytes that there is, the flag that sets it, and what it must allow."""
    if sys.platform == "win32":
        return
    import resource

    kinds = (resource.RLIMIT_AS, "-v", room.addresses), (resource.RLIMIT_DATA, "-d", room.data)
    for kind, flag, need in kinds:
        limit, _ = resource.getrlimit(kind)
        if limit != resource.RLIM_INFINITY:
            yield limit, flag, need


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shortage(error: BaseException) -> str:
    """Return what the machine was short of, and the way out; empty if that is not the cause."""
    cause: BaseException | None = error
    while cause is not None:
        kind = _short_of(cause)
        if kind:
            return _WAYS_OUT[kind]
        cause = cause.__cause__
    return ""


def _short_of(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError) and error.errno in _SHORT:
        return _SHORT[error.errno]
    if isinstance(error, OSError | ImportError | RuntimeError | SystemError):
        for pattern, kind in _SHORT_WORDS:
            if pattern.search(str(error)):
                return kind
    return ""
