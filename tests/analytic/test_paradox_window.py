"""The paradox window: with heterogeneous adoption the frontier is not the line |ε| = 1.

Medians over twenty seeds of an independent prototype of the same specification (model description,
section 9). The standard error of a median of n draws with standard deviation s is 1.25 s / sqrt(n);
s is taken from the prototype's own 5-95 % band where it is printed, 3.3 s wide.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from jevons_sim.engine.runner import run_points
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.load import load_scenario

FACTORS = (1.05, 1.1, 1.2, 1.4, 1.8, 2.6)
PUBLISHED = {
    -0.8: (1.00, 1.00, 0.98, 0.90, 0.64, 0.33),
    -0.9: (1.05, 1.10, 1.18, 1.26, 1.15, 0.85),
    -1.0: (1.10, 1.21, 1.42, 1.76, 2.06, 2.22),
}
WIDEST_BAND = {-0.8: 0.24, -0.9: 0.22, -1.0: 0.26}
"""Relative width of the widest printed band at each elasticity: (p95 - p05) / median."""


@pytest.mark.slow
@pytest.mark.parametrize("elasticity", PUBLISHED)
def test_medians_match_the_prototype_within_monte_carlo_error(elasticity):
    base = load_scenario("jevons-frontier").with_values({"population.firms": 4000, "sweep": None})
    points = [
        base.with_values(
            {
                "technology.algorithmic.annual_factor": factor,
                "demand.price_elasticity": elasticity,
            }
        )
        for factor in FACTORS
    ]
    energy = SERIES.index("energy_twh")
    found = [
        float(np.median(rows[:, 2, -1, energy] / rows[:, 0, -1, energy]))
        for _, rows in run_points(points, range(20))
    ]
    # two independent medians, each with its own error: three standard errors of the difference
    error = 3.0 * math.sqrt(2.0) * 1.25 * WIDEST_BAND[elasticity] / 3.3 / math.sqrt(20.0)
    np.testing.assert_allclose(found, PUBLISHED[elasticity], rtol=error, atol=0.005)
