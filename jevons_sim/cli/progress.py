"""How far a study is: a bar on a terminal, a line now and then elsewhere; and where it stopped."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import click

from jevons_sim.cli.output import Screen

if TYPE_CHECKING:
    from jevons_sim.execution.collect import Progress

LINE_SECONDS = 2.0
"""Least time between two lines."""

HEARTBEAT_SECONDS = 30.0
"""Most time between two lines, so that a slow study is seen to be alive."""

WINDOW_SECONDS = 20.0
"""Time over which the speed is taken: compiling, or a slow start, is soon forgotten."""

Noun = Literal["runs", "points", "seeds", "scenarios"]
"""What is counted."""

ENGLISH = Screen()


@dataclass
class Meter:
    """Counts what is done, how fast, and how long the rest will take."""

    total: int = 0
    """All that there is to do, in the unit of `noun`; 0 where that is not known."""

    noun: Noun = "runs"
    screen: Screen = ENGLISH
    clock: Callable[[], float] = time.perf_counter
    done: int = 0
    _seen: deque[tuple[float, int]] = field(default_factory=deque, init=False)

    def update(self, done: int, total: int) -> None:
        """Take note of pieces that are done, of all pieces."""
        self.done = round(self.total * done / total) if self.total else done
        now = self.clock()
        self._seen.append((now, self.done))
        while len(self._seen) > 2 and now - self._seen[0][0] > WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """What was done in a second of late; 0: unknown."""
        if len(self._seen) < 2:
            return 0.0
        (start, before), (end, done) = self._seen[0], self._seen[-1]
        return (done - before) / (end - start) if end > start else 0.0

    def parts(self) -> tuple[str, str, str]:
        """Return share, rate and time left in words; the last two empty where unknown."""
        screen = self.screen
        head = screen.count(f"n_{self.noun}", self.total or self.done)
        if self.total:
            share = f"{100 * self.done // self.total}%"
            head = screen.say("share_of", share=share, all=head)
        if self.rate <= 0.0:
            return head, "", ""
        rate = screen.say(f"rate_{self.noun}", n=_digits(self.rate))
        if not self.total or self.done == self.total:
            return head, rate, ""
        from jevons_sim.words.work import time_in_words

        time = time_in_words((self.total - self.done) / self.rate, screen.language)
        return head, rate, screen.say("time_left", time=time)

    def in_words(self) -> str:
        """Return how far it is: `40% of 7,200 runs, 1,900 runs/s, 3 s left`."""
        return ", ".join(part for part in self.parts() if part)


def _digits(rate: float) -> str:
    """Return a rate with two digits."""
    return f"{float(f'{rate:.2g}'):,.0f}" if rate >= 10.0 else f"{rate:.2g}"


def stopped_words(error: BaseException) -> str:
    """Say that a command was stopped, how far it was, and what becomes of its work."""
    return "; ".join(getattr(error, "__notes__", None) or [ENGLISH.say("stopped")])


@contextlib.contextmanager
def kept_if_stopped(screen: Screen) -> Iterator[None]:
    """Note that the work of a block is kept should it be stopped."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        if not getattr(error, "__notes__", None):
            error.add_note(screen.say("stopped"))
        error.add_note(screen.say("kept"))
        raise


@contextlib.contextmanager
def progress(
    name: str,
    total: int = 0,
    noun: Noun = "runs",
    *,
    screen: Screen = ENGLISH,
    quiet: bool = False,
) -> Iterator[Progress]:
    """Give what a study calls with the pieces that are done and all of them.

    Parameters
    ----------
    name : str
        What to call the study.
    total : int, optional
        How many runs, or other things, all pieces hold; 0 where only the study itself can tell.
    noun : str, optional
        What they are.
    screen : Screen, optional
        The terminal in the language of the words.
    quiet : bool, optional
        Print nothing.
    """
    meter = Meter(total, noun, screen)
    with _noted(meter):
        if quiet:
            yield meter.update
        elif sys.stderr.isatty():
            with _bar(name, meter) as report:
                yield report
        else:
            yield _lines(name, meter)


@contextlib.contextmanager
def _noted(meter: Meter) -> Iterator[None]:
    """Note how far a study was should it be stopped."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        say, noun = meter.screen.count, meter.noun
        done = {"all": say(f"n_{noun}", meter.total or meter.done)}
        if meter.total:
            done["n"] = say(f"some_{noun}", meter.done)
        error.add_note(meter.screen.say("stopped_of" if meter.total else "stopped_at", **done))
        raise


@contextlib.contextmanager
def _bar(name: str, meter: Meter) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.fields[words]}", markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(16), text)
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None, words="")

        def report(done: int, total: int) -> None:
            meter.update(done, total)
            words = meter.in_words() if done < total else meter.screen.say("writing")
            bar.update(task, completed=done, total=total, words=words)

        yield report


def _lines(name: str, meter: Meter) -> Progress:
    """Print a line for each tenth, not too often, and one now and then in between."""
    last = [meter.clock(), 0.0]

    def report(done: int, total: int) -> None:
        meter.update(done, total)
        now, tenth = meter.clock(), 10 * done // total
        waited = now - last[0]
        if waited >= HEARTBEAT_SECONDS or (waited >= LINE_SECONDS and tenth > last[1]):
            last[:] = [now, tenth]
            click.echo(f"{name}: {meter.in_words()}", err=True)

    return report
