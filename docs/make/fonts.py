"""Make the Hangul type that figures use: a subset of Noto Sans KR, under another name.

    python -m docs.make.fonts FOLDER

FOLDER holds `noto-sans-kr-korean-400-normal.woff` and `…-700-normal.woff`, as the npm package
`@fontsource/noto-sans-kr` (version 5.3.0) has them in `files/`. Kept are the 2,350 syllables of
KS X 1001 and the letters of Hangul; Latin, Greek and punctuation come from Matplotlib's own DejaVu
Sans. A subset is a modified version under the Open Font License, so it has its own name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Jevons Hangul"
OUT = Path(__file__).parents[2] / "jevons_sim/plots/fonts"
STYLES = {"Regular": 400, "Bold": 700}
UNUSED = ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "vhea", "vmtx"]


def characters() -> list[int]:
    """Return the characters to keep."""
    rows = range(0xB0, 0xC9)
    syllables = "".join(
        bytes([row, place]).decode("euc_kr") for row in rows for place in range(0xA1, 0xFF)
    )
    letters = range(0x3131, 0x318F)
    return sorted({*map(ord, syllables), *letters})


def make(source: Path, style: str, out: Path) -> None:
    """Write one weight."""
    options = Options()
    options.hinting = options.glyph_names = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += UNUSED
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = None
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    names[6] = names[4].replace(" ", "-")
    names[10] = "Subset of Noto Sans KR 2.004, renamed"
    table = font["name"]
    for record in [each for each in table.names if each.nameID in (16, 17, 21, 22, 25)]:
        table.removeNames(nameID=record.nameID)
    for number, text in names.items():
        table.removeNames(nameID=number)
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = STYLES[style]
    font.save(out / f"JevonsHangul-{style}.ttf")


def main() -> None:
    """Make both weights from the folder that is named."""
    OUT.mkdir(exist_ok=True)
    for style, weight in STYLES.items():
        make(Path(sys.argv[1]) / f"noto-sans-kr-korean-{weight}-normal.woff", style, OUT)


if __name__ == "__main__":
    main()
