"""The errors a user can meet, each with the exit code that the command line returns for it."""

from __future__ import annotations

from dataclasses import dataclass


class JevonsError(Exception):
    """Base of every error that is about the user's input or machine, not about our code."""

    exit_code = 1


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a scenario, and where it stands."""

    message: str
    """What is wrong, in one clause."""

    path: str = ""
    """Dotted key, for example ``demand.price_elasticity``; empty for the file as a whole."""

    file: str = ""
    """File name as the user gave it, ``<stdin>`` or ``--set #1``."""

    line: int | None = None
    """Line, counted from 1."""

    column: int | None = None
    """Column, counted from 1."""

    hint: str = ""
    """What to write instead."""

    code: str = "invalid"
    """Short machine-readable kind, for ``--json``."""

    def __str__(self) -> str:
        """One line: ``FILE:LINE:COL: dotted.key: what is wrong; what to write``."""
        parts = (self.file,) if self.file.startswith("--") else (self.file, self.line, self.column)
        spot = ":".join(_printable(str(part)) for part in parts if part)
        head = ": ".join(part for part in (spot, self.path, self.message) if part)
        return f"{head}; {self.hint}" if self.hint else head


def _printable(text: str) -> str:
    """Return text without what would break a line or colour a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class ScenarioError(JevonsError):
    """A scenario that cannot be used; holds every fault found, at most twenty."""

    exit_code = 2
    most_faults = 20

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults[: self.most_faults]
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Fault]]]:
        """Travel between processes as faults, not as their text."""
        return type(self), (self.faults,)


class UsageError(JevonsError):
    """A command that cannot be understood."""

    exit_code = 2


class BudgetError(JevonsError):
    """A study larger than the memory or time allowed."""

    exit_code = 4


class OutputError(JevonsError):
    """Results that cannot be written or read."""

    exit_code = 5


class ClosedOutputError(JevonsError):
    """A reader of standard output that went away: nothing is wrong, and nothing is said."""

    exit_code = 141


class ResumeError(JevonsError):
    """A result or a piece on disk that is damaged, was changed, or belongs to another plan."""

    exit_code = 6


class RunError(JevonsError):
    """A run that left the range of finite numbers; names the step and the quantity."""

    exit_code = 1
