"""Kinds: what a scenario or a step can be one of, as whole numbers for arrays and compiled code.

Called by `inputs` to encode a scenario, and by the compiled modules to tell kinds apart. A
scenario's own word for a kind is its name in small letters.
"""

from __future__ import annotations

from enum import IntEnum


class DemandForm(IntEnum):
    """How an adopter's tasks follow the price."""

    ISOELASTIC = 0
    SATURATING = 1
    DERIVED = 2


class TrainingRule(IntEnum):
    """What labs spend on training."""

    NONE = 0
    REVENUE_SHARE = 1
    CONTEST = 2


class Network(IntEnum):
    """Who watches whom among firms."""

    SMALL_WORLD = 0
    COMPLETE = 1
    SECTORS = 2


class SizeDistribution(IntEnum):
    """How firms' sizes are spread."""

    LOGNORMAL = 0
    PARETO = 1


class Technology(IntEnum):
    """Whether the paths named in `technology.frozen` stand still; a place in arrays of both."""

    FROZEN = 0
    MOVING = 1


class Case(IntEnum):
    """The cases of the rebound comparison, in the order of `quantities.CASES`.

    Runs with other sets of responses count on from 1: whatever is not frozen moves.
    """

    FROZEN = 0
    ENGINEERING = 1
    ACTUAL = 2


class AdoptionState(IntEnum):
    """Whether a firm uses AI; adopters are counted by adding states up."""

    NOT_ADOPTED = 0
    ADOPTED = 1
