"""Tables of finite numbers and names as text, quickly.

Most of the time of a large study to disk goes into the digits of its numbers. They are the
shortest that read back as the same number, as `repr` gives them. Where pyarrow is installed it
finds them, in less than half of the time; the bytes are the same.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from jevons_sim.equations.types import FloatArray

PLAIN = (1e-4, 1e10)
"""Sizes between which pyarrow and `repr` write a number in the same form, but for whole ones."""

_PROBES = (0.0, -0.0, 1.0, -2.5, 1e-4, 0.1, 1 / 3, 123456.75, 9999999999.5)


def append_text(table: pd.DataFrame, path: Path, *, header: bool) -> None:
    """Write finite numbers and plain names as `DataFrame.to_csv` would, much faster.

    Parameters
    ----------
    table : DataFrame
        Finite numbers, and names that need no quotes.
    path : Path
        The file; made anew with a header, appended to without.
    header : bool
        Whether the names of the columns come first.
    """
    with path.open("wb" if header else "ab") as stream:
        if header:
            stream.write((",".join(table.columns) + "\n").encode())
        stream.write(_by_arrow(table) if _arrow_agrees() else _by_python(table))


def _by_python(table: pd.DataFrame) -> bytes:
    columns = [
        map(repr if is_float_dtype(table[name]) else str, table[name].tolist()) for name in table
    ]
    lines = map(",".join, zip(*columns, strict=True))
    return "".join(f"{line}\n" for line in lines).encode()


@lru_cache(maxsize=1)
def _arrow_agrees() -> bool:
    """Return whether pyarrow is installed and writes plain numbers as Python does."""
    if find_spec("pyarrow") is None:
        return False
    return list(_digits(np.array(_PROBES)).to_pylist()) == [repr(value) for value in _PROBES]


def _by_arrow(table: pd.DataFrame) -> bytes | memoryview:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.compute as pc  # noqa: PLC0415

    columns = []
    for name in table:
        column = table[name]
        if is_float_dtype(column):
            columns.append(_digits(column.to_numpy()))
        else:
            columns.append(pc.cast(pa.array(column.to_numpy()), pa.string()))
    lines = pc.binary_join_element_wise(*columns, ",")
    whole = pc.binary_join_element_wise(lines, "", "\n")
    return memoryview(whole.buffers()[2] or b"")


def _digits(values: FloatArray) -> Any:
    """Return the shortest digits of numbers as an Arrow array of text."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    words = pc.cast(pa.array(values), pa.string())
    whole = values == np.trunc(values)
    if whole.any():
        with_point = pc.binary_join_element_wise(words, ".0", "")
        words = pc.if_else(pa.array(whole), with_point, words)
    size = np.abs(values)
    odd = ((size < PLAIN[0]) & (size != 0.0)) | (size >= PLAIN[1])
    if odd.any():
        mine = pa.array([repr(value) for value in values[odd].tolist()], type=pa.string())
        words = pc.replace_with_mask(words, pa.array(odd), mine)
    return words
