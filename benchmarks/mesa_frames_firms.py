"""The firms' step in mesa-frames: a data frame of firms instead of objects.

mesa-frames 0.1.0a0 needs an older NumPy than this project, so it lives in an environment of its own
and this script imports nothing of ours:

    python3.11 -m venv frames && frames/bin/pip install mesa-frames==0.1.0a0
    MESA_FRAMES_PYTHON=frames/bin/python python benchmarks/rivals.py

`rivals.py` calls it with a file of firms; it prints seconds a step and what it found, as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF


class Firms(AgentSetPolars):
    """Firms as a frame, their peers as a matrix of rows."""

    def __init__(self, model: Frames, given: dict) -> None:
        super().__init__(model)
        columns = ("size", "ln_reservation", "elasticity")
        frame = {name: given[name] for name in columns}
        n = given["size"].size
        uses = {"unique_id": np.arange(n), "uses_ai": given["before"].astype(bool)}
        self.add(pl.DataFrame({**uses, **frame}))
        self.peers = given["peers"]

    def step(self) -> None:
        """Adopt, then use."""
        model = self.model
        uses = self.agents["uses_ai"].to_numpy()
        model_draws = pl.Series(model.draws())
        share = pl.Series(uses[self.peers].mean(axis=1))
        hazard = model.innovation + model.imitation * share
        adopts = model_draws < -((-hazard * model.dt).exp() - 1.0)
        self.agents = self.agents.with_columns(
            uses_ai=pl.col("uses_ai") | ((pl.col("ln_reservation") >= model.ln_price) & adopts)
        )
        users = self.agents.lazy().filter("uses_ai")
        tasks = pl.col("size") * (pl.col("elasticity") * model.ln_perceived).exp()
        found = users.select(pl.len().alias("n"), tasks.sum().alias("tasks")).collect()
        model.adopters, model.tasks = found.row(0)


class Frames(ModelDF):
    """One market of firms."""

    def __init__(self, given: dict) -> None:
        super().__init__()
        self.given = given
        for name in ("innovation", "imitation", "dt", "ln_price", "ln_perceived"):
            setattr(self, name, float(given[name]))
        self.checked_draws: np.ndarray | None = given["draws"]
        self.generator = np.random.default_rng(1)
        self.agents += Firms(self, given)

    def draws(self) -> np.ndarray:
        """Draws of this step: those of the engine the first time, then its own."""
        if self.checked_draws is None:
            return self.generator.random(self.given["size"].size)
        draws, self.checked_draws = self.checked_draws, None
        return draws

    def step(self) -> None:
        """One step."""
        self.agents.do("step")


def main() -> None:
    with np.load(sys.argv[1]) as file:
        given = {name: file[name] for name in file.files}
    model = Frames(given)
    model.step()
    found = {"adopters": model.adopters, "tasks": model.tasks}
    seconds = []
    for _ in range(9):
        model = Frames({**given, "draws": None})
        started = time.perf_counter()
        model.step()
        seconds.append(time.perf_counter() - started)
    print(json.dumps({**found, "seconds": statistics.median(seconds)}))


if __name__ == "__main__":
    main()
