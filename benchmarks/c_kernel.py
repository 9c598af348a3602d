"""Builds kernel.c with gcc, and calls it on the engine's own arrays.

Two sets of flags: `like` allows gcc what Numba allows LLVM (this processor's instructions, no
fused multiply-add that the source does not spell out, no reordering of sums), `free` everything
that a C programmer may turn on.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from setting import Moment, Start, empty_series

from jevons_sim.engine.fields import PARAMETERS, PATHS, ROW, SIGNALS
from jevons_sim.engine.firms import MarketView

FLAGS = {
    "like": ["-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno"],
    "free": ["-O3", "-march=native", "-ffast-math"],
}
_TYPES = {np.dtype(np.int64): "int64_t", np.dtype(np.float64): "double", np.dtype(bool): "uint8_t"}


class CFirms(ctypes.Structure):
    """`Firms` of kernel.c."""

    _fields_ = [
        ("n", ctypes.c_int64),
        ("degree", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in ("size", "ln_reservation", "elasticity", "peers")),
    ]


class CMarketView(ctypes.Structure):
    """`MarketView` of kernel.c."""

    _fields_ = [
        ("step", ctypes.c_int64),
        ("seed", ctypes.c_int64),
        *((name, ctypes.c_double) for name in ("ln_price", "ln_perceived", "adopters")),
    ]


def compiler() -> str | None:
    """The C compiler, if there is one."""
    return shutil.which("gcc")


def layout() -> str:
    """The engine's record types as C structs."""
    structs = []
    kinds = {"Parameters": PARAMETERS, "Path": PATHS, "Signal": SIGNALS, "Row": ROW}
    for name, kind in kinds.items():
        fields = "".join(f"    {_TYPES[kind[field]]} {field};\n" for field in kind.names or ())
        size = f'_Static_assert(sizeof({name}) == {kind.itemsize}, "{name}");'
        structs.append(f"typedef struct {{\n{fields}}} {name};\n{size}")
    return "#include <stdint.h>\n\n" + "\n\n".join(structs) + "\n"


class CKernel:
    """The compiled kernel."""

    def __init__(self, flags: str = "like") -> None:
        gcc = compiler()
        assert gcc is not None
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            folder = Path(scratch)
            (folder / "layout.h").write_text(layout(), encoding="utf-8")
            source, library = Path(__file__).with_name("kernel.c"), folder / "kernel.so"
            options = [*FLAGS[flags], "-Wall", "-Wextra", "-fopenmp", "-shared", "-fPIC"]
            command = [gcc, *options, f"-I{folder}", str(source), "-o", str(library), "-lm"]
            subprocess.run(command, check=True)
            self._library = ctypes.CDLL(str(library))

    def step(self, moment: Moment, now: np.ndarray, threads: int) -> tuple[float, float]:
        """One step of the firms, as `firms.advance_firms`."""
        inputs, view = moment.inputs, CMarketView(*_plain(moment.view))
        use = (ctypes.c_double * 2)()
        self._library.advance_firms(
            ctypes.byref(_firms(inputs.firms)),
            _at(moment.before),
            _at(now),
            _at(inputs.parameters),
            ctypes.byref(view),
            ctypes.c_int(threads),
            use,
        )
        return use[0], use[1]

    def run(self, start: Start, threads: int) -> np.ndarray:
        """A whole run, as `simulate.run_steps`."""
        inputs = start.inputs
        n_steps = inputs.paths.size - 1
        signals, series = np.empty(n_steps + 1, SIGNALS), empty_series(start)
        arrays = (inputs.parameters, inputs.paths, inputs.setbacks, inputs.brand, inputs.frozen)
        self._library.run(
            ctypes.byref(_firms(inputs.firms)),
            _at(start.adopted),
            *(_at(np.ascontiguousarray(array)) for array in arrays),
            ctypes.c_int64(inputs.seed),
            ctypes.c_int64(n_steps),
            ctypes.c_int(threads),
            _at(signals),
            _at(series),
        )
        return series


def _plain(view: MarketView) -> tuple[Any, ...]:
    return view.step, view.seed, view.ln_price, view.ln_perceived, view.adopters


def _at(array: np.ndarray) -> ctypes.c_void_p:
    assert array.flags.c_contiguous
    return ctypes.c_void_p(array.ctypes.data)


def _firms(firms: Any) -> CFirms:
    degree = firms.peers.shape[1]
    return CFirms(firms.size.size, degree, *(array.ctypes.data for array in firms))
