"""Type of figures: Latin, Greek and Hangul are there on a machine that has no fonts at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from jevons_sim.lessons import cards
from jevons_sim.plots import style
from jevons_sim.plots import type as type_
from jevons_sim.words.catalogue import tables

ROOT = Path(__file__).parents[3]
LATIN = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
STYLES = ("Regular", "Bold")
PALETTE = "가각힝ㄱㅎ"


def characters_of(path):
    return set(FT2Font(path).get_charmap())


def drawn(text, weight="normal"):
    """Pixels of a text drawn under the settings of figures."""
    with mpl.rc_context(style.settings()):
        figure = Figure(figsize=(1.0, 1.0))
        canvas = FigureCanvasAgg(figure)
        figure.text(0.1, 0.3, text, fontsize=40, fontweight=weight)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())


@pytest.mark.parametrize("style", STYLES)
def test_the_shipped_type_has_all_that_figures_say(style):
    """Every word on a figure and every title of a shipped scenario, in Korean."""
    has = characters_of(type_.FONTS / f"JevonsHangul-{style}.ttf") | characters_of(LATIN)
    titles = [cards.card(name, "ko").title for name in cards.card_names()]
    said = set("".join([*tables("figures")["ko"].values(), *titles])) - {"\n"}
    assert len(said) > 200
    assert {letter for letter in said if ord(letter) not in has} == set()


@pytest.mark.parametrize("style", STYLES)
def test_the_shipped_type_has_the_syllables_of_the_korean_standard(style):
    has = characters_of(type_.FONTS / f"JevonsHangul-{style}.ttf")
    rows = range(0xB0, 0xC9)
    standard = b"".join(bytes([row, place]) for row in rows for place in range(0xA1, 0xFF))
    wanted = set(standard.decode("euc_kr"))
    assert len(wanted) == 2350
    assert {letter for letter in wanted if ord(letter) not in has} == set()


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.filterwarnings("error")
def test_hangul_is_drawn_and_not_as_boxes(weight):
    """What a font lacks is drawn as one and the same box; syllables differ from one another."""
    pictures = [drawn(letter, weight).tobytes() for letter in PALETTE]
    assert len(set(pictures)) == len(PALETTE)
    assert drawn("가", "bold").tobytes() != drawn("가").tobytes()


def test_fonts_of_this_machine_are_not_asked(monkeypatch):
    """Without any other font the same type is found, in both weights."""
    with mpl.rc_context(style.settings()):
        known = font_manager.fontManager.ttflist
        kept = [
            font for font in known if font.fname.startswith((str(type_.FONTS), mpl.get_data_path()))
        ]
        monkeypatch.setattr(font_manager.fontManager, "ttflist", kept)
        font_manager.fontManager._findfont_cached.cache_clear()
        for weight, name in (("normal", "Regular"), ("bold", "Bold")):
            wanted = font_manager.FontProperties(family="Jevons Hangul", weight=weight)
            found = font_manager.findfont(wanted, fallback_to_default=False)
            assert Path(found) == type_.FONTS / f"JevonsHangul-{name}.ttf"


def test_the_license_of_the_type_is_shipped_with_it():
    text = (type_.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    for name in STYLES:
        names = FT2Font(type_.FONTS / f"JevonsHangul-{name}.ttf").get_sfnt()
        assert b"Source" not in b"".join(v for k, v in names.items() if k[3] in (1, 4, 6))


def test_the_settings_leave_where_figures_are_shown_alone():
    assert "backend" not in style.settings()
    with mpl.rc_context({"font.size": 30.0}):
        assert style.settings()["font.size"] == 11.0
        assert style.settings()["axes.facecolor"] == mpl.rcParamsDefault["axes.facecolor"]


def test_a_letter_that_no_type_has_gives_a_figure_and_no_noise(tmp_path):
    script = (
        "import sys, pandas as pd\n"
        "from pathlib import Path\n"
        "from jevons_sim.plots import style\n"
        "figure, axes = style.new_figure('battery \\U0001f50b 똠방각하 펲', '')\n"
        "style.save_figure(figure, Path(sys.argv[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script, tmp_path / "a.png"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "missing" not in done.stderr
    assert (tmp_path / "a.png").stat().st_size > 1000
