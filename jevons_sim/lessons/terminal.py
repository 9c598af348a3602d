"""Lessons on a terminal: 80 columns, in English and Korean, whose letters are two columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jevons_sim.lessons import numbers
from jevons_sim.lessons.content import document, runs
from jevons_sim.lessons.pages import Sheet, minutes, pieces, question, right, sheets
from jevons_sim.lessons.schema import Bank, Choice, Handout, Lesson, Step, Table, Text, Worksheet
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.width import COLUMNS, columns, left, wrapped


def typed(command: str) -> str:
    r"""Return a command to type, over several lines where it is long.

    >>> print(typed("jevons run " + "a" * 60 + " --set b=1"))
    jevons run aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \
      --set b=1
    """
    first, *options = command.split(" --")
    lines = [first]
    for option in options:
        if len(lines[-1]) + len(option) > COLUMNS - 12:
            lines[-1] += " \\"
            lines.append(f"  --{option}")
        else:
            lines[-1] += f" --{option}"
    return "\n".join(lines)


def listing(language: Language) -> str:
    """Return a table of the documents."""
    words = Words("lessons", language)
    rows = [(words["list_name"], words["list_time"], words["list_what"])]
    for sheet in sheets(language):
        if not sheet.key:
            time = minutes(sheet.name)
            rows.append((sheet.name, words.say("minutes", n=time) if time else "", sheet.title))
    rows.append(("kit", "", words["contents"]))
    return "\n".join(wrapped(what, left(name, 14) + left(time, 9)) for name, time, what in rows)


def screen(sheet: Sheet) -> str:
    """Return a document as text of 80 columns."""
    view = _View(sheet.language)
    content = document(sheet.name)
    if isinstance(content, Lesson):
        parts = view.lesson(content)
    elif isinstance(content, Worksheet):
        parts = view.worksheet(content, key=sheet.key)
    elif isinstance(content, Bank):
        parts = view.bank(content, key=sheet.key)
    else:
        parts = view.handout(content)
    return "\n".join([*view.heading(sheet.title, "="), *parts])


class _View:
    """Documents in one language as lines."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = Words("lessons", language)

    def heading(self, text: str, rule: str) -> list[str]:
        """Return a title and its rule."""
        return [wrapped(text), rule * min(COLUMNS, columns(text))]

    def plain(self, text: Text) -> str:
        """Return a text with its numbers and without markup."""
        return "".join(part for _, part in pieces(numbers.fill(text, self.language)))

    def items(self, texts: Sequence[Text], head: str = "  - ") -> list[str]:
        """Return a list of texts."""
        return [wrapped(self.plain(text), head) for text in texts]

    def part(self, name: str, texts: Sequence[Text]) -> list[str]:
        """Return a part with a heading, or nothing where there are no texts."""
        return ["", *self.heading(self._words[name], "-"), *self.items(texts)] if texts else []

    def choices(self, choices: list[Choice], *, key: bool) -> list[str]:
        """Return choices to tick."""
        ticks = right(choices)
        return [
            wrapped(self.plain(choice.text), f"  [{'x' if key and tick else ' '}] ")
            for choice, tick in zip(choices, ticks, strict=True)
        ]

    def shows(self, names: Sequence[str]) -> list[str]:
        """Return runs with their commands."""
        lines = []
        for name in names:
            lines.append(wrapped(numbers.fill(runs()[name].title, self.language), "    "))
            if runs()[name].scenario is not None:
                lines.append("    $ " + typed(numbers.command(name)))
        return lines

    def lesson(self, content: Lesson) -> Iterator[str]:
        """Give the lines of a lesson."""
        for name in ("goal", "audience"):
            yield from ["", wrapped(self.plain(getattr(content, name)), f"{self._words[name]}: ")]
        yield from self.part("needs", content.needs)
        yield from ["", *self.heading(self._words["prepare"], "-")]
        for item in content.prepare:
            if item.command:
                yield "  $ " + typed(item.command)
            yield wrapped(self.plain(item.text), "    ")
        yield from self.part("background", content.background)
        yield from ["", *self.heading(self._words["timetable"], "-")]
        ends = [
            sum(step.minutes for step in content.steps[:n]) for n in range(len(content.steps) + 1)
        ]
        for number, ((first, last), step) in enumerate(
            zip(pairwise(ends), content.steps, strict=True), 1
        ):
            yield from ["", f"{first}-{last}  {number}. {self.plain(step.title)}"]
            yield from self.step(step)
        yield from ["", *self.heading(self._words["exit"], "-")]
        asked = question(content.exit)
        yield from [wrapped(self.plain(asked.ask)), *self.choices(asked.choices, key=True)]
        yield wrapped(self.plain(asked.why))
        yield from self.part("homework", content.homework)
        yield from self.part("leaves_out", content.leaves_out)

    def step(self, step: Step) -> Iterator[str]:
        """Give the lines of a step."""
        for name in ("do", "say", "students", "expect"):
            for text in getattr(step, name):
                yield wrapped(self.plain(text), left(f"  {self._words[name]}:", 13))
        for wrong in step.wrong:
            answer = f"{self.plain(wrong.answer)} -> {self.plain(wrong.reply)}"
            yield wrapped(answer, "    ? ")
        yield from self.shows(step.show)

    def worksheet(self, content: Worksheet, *, key: bool) -> Iterator[str]:
        """Give the lines of a worksheet or its key."""
        yield from ["", wrapped(self.plain(content.intro))]
        for number, task in enumerate(content.tasks, 1):
            yield from ["", wrapped(self.plain(task.text), f"{number}. ")]
            yield from self.choices(task.choices, key=key)
            if task.table is not None:
                yield from self.table(task.table, key=key)
            if key:
                yield from self.items(task.answer, "  = ")
            else:
                yield from ["  " + "_" * 60] * task.lines

    def table(self, table: Table, *, key: bool) -> Iterator[str]:
        """Give the rows of a table, one under the other."""
        heads = [self.plain(head) for head in table.head]
        for row in table.rows:
            yield wrapped(self.plain(row.label), "  * ")
            for head, cell in zip(heads[1:], row.cells, strict=True):
                asked = cell.removeprefix("?")
                value = numbers.fill_cell(asked, self.language)
                span = numbers.accepted(asked, self.language)
                if cell != asked and not key:
                    value = "______"
                elif cell != asked and span:
                    value += f" ({self._words.say('accept', span=span)})"
                yield wrapped(value, f"      {head}: ")

    def bank(self, content: Bank, *, key: bool) -> Iterator[str]:
        """Give the lines of the question bank."""
        yield from ["", wrapped(self.plain(content.intro))]
        for number, item in enumerate(content.questions, 1):
            yield from ["", wrapped(self.plain(item.ask), f"{number}. ")]
            yield from self.choices(item.choices, key=key)
            if key:
                if item.meets is not None:
                    yield wrapped(self.plain(item.meets), f"  {self._words['meets']}: ")
                yield wrapped(self.plain(item.usual), f"  {self._words['usual']}: ")
                yield wrapped(self.plain(item.why), f"  {self._words['why']}: ")
                yield from self.shows(item.show)

    def handout(self, content: Handout) -> Iterator[str]:
        """Give the lines of a handout."""
        yield from ["", wrapped(self.plain(content.intro))]
        for part in content.parts:
            yield from ["", *self.heading(self.plain(part.title), "-"), *self.items(part.texts)]
