"""The form of lessons, worksheets, questions and handouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from jevons_sim.scenario.spec import Name, Spec

if TYPE_CHECKING:
    from jevons_sim.words.catalogue import Language


class Text(Spec):
    """A text in each language."""

    en: str
    """English."""

    ko: str
    """Korean."""

    def in_language(self, language: Language) -> str:
        """Return the text in a language."""
        return self.ko if language == "ko" else self.en


class Wrong(Spec):
    """A usual wrong answer."""

    answer: Text
    """What students say."""

    reply: Text
    """What helps."""


class Step(Spec):
    """A step of a lesson."""

    minutes: int = Field(ge=1, le=60)
    """How long it takes."""

    title: Text
    """Its name."""

    say: list[Text] = Field(default_factory=list)
    """What the teacher says, word for word."""

    do: list[Text] = Field(default_factory=list)
    """What the teacher does."""

    students: list[Text] = Field(default_factory=list)
    """What students do."""

    expect: list[Text] = Field(default_factory=list)
    """What will be seen and heard."""

    wrong: list[Wrong] = Field(default_factory=list)
    """Usual wrong answers."""

    show: list[str] = Field(default_factory=list)
    """Runs to show."""

    hidden: bool = False
    """Whether the explorer keeps the answer hidden until a prediction is made."""


class Preparation(Spec):
    """A thing to do before the lesson."""

    text: Text
    """What for."""

    command: str | None = None
    """Command to type."""


class Choice(Spec):
    """A choice of a question."""

    when: str
    """Condition on runs under which it is right."""

    text: Text
    """Its words."""


class Question(Spec):
    """A question to predict on, then to reveal."""

    name: Name
    """Short name."""

    meets: Text | None = None
    """The misconception that it meets."""

    ask: Text
    """The question."""

    choices: list[Choice]
    """Choices; exactly one is right."""

    usual: Text
    """The usual wrong reason."""

    why: Text
    """Why the right choice is right, with the numbers."""

    show: list[str]
    """Runs that reveal it."""


class Lesson(Spec):
    """A lesson, for the teacher."""

    kind: Literal["lesson"] = "lesson"
    title: Text
    """Title."""

    goal: Text
    """What students can do afterwards, in a sentence."""

    audience: Text
    """Who it is for."""

    needs: list[Text]
    """What is needed."""

    prepare: list[Preparation]
    """What to do before."""

    background: list[Text]
    """What a teacher who has never seen this must know."""

    steps: list[Step]
    """The lesson, minute by minute."""

    exit: str
    """Name of the exit question in the question bank."""

    homework: list[Text]
    """Homework and extensions."""

    leaves_out: list[Text]
    """What the model leaves out that students may ask about."""


class Row(Spec):
    """A row of a table to fill in."""

    label: Text
    """What it is."""

    cells: list[str]
    """Placeholders and plain values; one that starts with ``?`` is left blank for students."""


class Table(Spec):
    """A table to fill in."""

    head: list[Text]
    """Heads of the columns, the first for the labels."""

    rows: list[Row]
    """Its rows."""


class Task(Spec):
    """A task of a worksheet."""

    text: Text
    """What to do."""

    minutes: int | None = None
    """Roughly how long it takes."""

    choices: list[Choice] = Field(default_factory=list)
    """Choices to tick; those whose condition holds are right."""

    table: Table | None = None
    """A table to fill in."""

    chart: str | None = None
    """Run whose frozen energy is drawn, for a curve to be drawn by hand; the key shows the rest."""

    axis: Text | None = None
    """What the chart's axis shows, where it is not AI's electricity."""

    lines: int = Field(default=0, ge=0, le=12)
    """Lines to write on."""

    answer: list[Text] = Field(default_factory=list)
    """What the key says."""


class Worksheet(Spec):
    """A worksheet, for students; its key is apart."""

    kind: Literal["worksheet"] = "worksheet"
    title: Text
    """Title."""

    intro: Text
    """What this is, for students."""

    tasks: list[Task]
    """The tasks."""


class Bank(Spec):
    """The question bank."""

    kind: Literal["questions"] = "questions"
    title: Text
    """Title."""

    intro: Text
    """How to use it."""

    questions: list[Question]
    """The questions."""


class Part(Spec):
    """A part of a handout."""

    title: Text
    """Its title."""

    texts: list[Text]
    """Its paragraphs or items."""

    numbered: bool = False
    """Whether its texts are steps of one sequence."""


class Handout(Spec):
    """A page to hand out."""

    kind: Literal["handout"] = "handout"
    title: Text
    """Title."""

    intro: Text
    """What this is."""

    parts: list[Part]
    """Its parts."""


Document = Lesson | Worksheet | Bank | Handout
"""Anything that can be shown and printed."""
