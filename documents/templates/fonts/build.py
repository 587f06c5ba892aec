#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools>=4.60"]
# ///
"""Build the four faces of "Triple Helix Serif" from Tinos; needed only to change their coverage.

    ./build.py FOLDER_WITH_TINOS_TTF

Tinos (SIL Open Font License 1.1) has the widths of Times New Roman, which Decree 30/2020 asks for, and
all of Vietnamese; Debian ships it in `fonts-croscore`. The licence lets a modified font be shipped when
it stays under the same licence, so the subset bears a family name of its own and `OFL.txt` lies beside it.
The faces are loaded by @font-face alone: a document never depends on what a machine has installed.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped] # fontTools has no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # idem

FAMILY = "Triple Helix Serif"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")

COVERAGE = (
    range(0x20, 0x7F),  # Latin
    range(0xA0, 0x180),  # Latin-1 and Extended-A: names in other languages, § ° ± × ½ đ Đ
    (0x1A0, 0x1A1, 0x1AF, 0x1B0),  # ơ ư
    range(0x1EA0, 0x1EFA),  # the precomposed Vietnamese letters
    (0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323),  # their marks, for text that cannot compose
    range(0x391, 0x3CA),  # Greek, as science writes it
    range(0x2010, 0x2028),  # dashes, quotation marks, bullets, ellipsis
    (0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044),  # per mille, minutes, seconds
    range(0x2070, 0x2090),  # superscripts and subscripts: m², CO₂
    (0x20AB, 0x20AC),  # dong, euro
    (0x2103, 0x2116, 0x2122, 0x2126, 0x2190, 0x2191, 0x2192, 0x2193),  # ℃ № ™ Ω arrows
    range(0x2153, 0x215F),  # fractions
    (0x2202, 0x2206, 0x2211, 0x2212, 0x2215, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265),  # mathematics
    (0x25A0, 0x25A1, 0x25CF, 0x25CB, 0x2610, 0x2611, 0x2713),  # boxes of forms, as far as Tinos has them
)

COPYRIGHT, DESCRIPTION, LICENCE, LICENCE_URL = 0, 10, 13, 14


def renamed(font: TTFont, face: str) -> None:
    """Give the face its own family name; the copyright stays, as the licence asks."""
    style = "Bold Italic" if face == "BoldItalic" else face
    names = font["name"]
    copyright_notice = names.getDebugName(COPYRIGHT)
    names.names = []
    for identifier, text in {
        COPYRIGHT: copyright_notice,
        1: FAMILY,
        2: style,
        3: f"{FAMILY} {style} 1.0",
        4: FAMILY if style == "Regular" else f"{FAMILY} {style}",
        5: "Version 1.0",
        6: f"TripleHelixSerif-{face}",
        DESCRIPTION: "A subset of Tinos: Latin, Vietnamese and the signs that papers use.",
        LICENCE: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        LICENCE_URL: "https://openfontlicense.org",
    }.items():
        names.setName(text, identifier, 3, 1, 0x409)


def subset(source: Path, target: Path, face: str) -> None:
    """Write one face; the same source gives the same bytes."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = ["ccmp", "locl", "mark", "mkmk", "kern"]
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG", "FFTM", "meta"]
    worker = Subsetter(options)
    worker.populate(unicodes=[code for group in COVERAGE for code in group])
    worker.subset(font)
    renamed(font, face)
    font.save(target)


def main(folder: Path) -> None:
    """Build every face beside this script."""
    for face in FACES:
        target = Path(__file__).with_name(f"TripleHelixSerif-{face}.ttf")
        subset(folder / f"Tinos-{face}.ttf", target, face)
        sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
