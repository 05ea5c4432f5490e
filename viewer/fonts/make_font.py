"""Makes NotoSansJP-Gijo.ttf from Noto Sans CJK JP (OFL 1.1): the characters that councils write.

python viewer/fonts/make_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc viewer/fonts/NotoSansJP-Gijo.ttf

Keeps JIS X 0213:2004, CP932, every supplementary-plane kanji of the collection and all variation sequences.
"""

import sys
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, newTable

_FACE = "Noto Sans CJK JP"
_CODECS = ("euc_jis_2004", "cp932", "iso2022_jp_ext")
_FIRST_IDEOGRAPHIC_SELECTOR = 0xE0100


def encodable() -> set[int]:
    """Code points of the Japanese character sets, and what Latin names and punctuation need."""
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2000, 0x2070))
    for codec in _CODECS:
        for point in range(0x80, 0x30000):
            if not 0xD800 <= point < 0xE000 and chr(point).encode(codec, "ignore"):
                points.add(point)
    return points


def wanted(font: Any) -> set[int]:
    """Those, the kanji beyond the basic plane, and whatever a variation sequence begins with."""
    points = encodable()
    points.update(point for point in font.getBestCmap() if 0x20000 <= point < 0x30000)
    for table in font["cmap"].tables:
        for selector, bases in (table.uvsDict if table.format == 14 else {}).items():
            points.add(selector)
            if selector >= _FIRST_IDEOGRAPHIC_SELECTOR:
                points.update(base for base, _ in bases)
    return points


def to_quadratic(font: Any) -> None:
    """Turn cubic outlines (CFF) into quadratic ones (glyf), which FreeType and PDF libraries alike can embed."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    glyf = newTable("glyf")
    glyf.glyphs, glyf.glyphOrder = {}, order
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyph = glyf.glyphs[name] = pen.glyph()
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0) or 0)
    font["loca"], font["glyf"] = newTable("loca"), glyf
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    _extend_maxp(font["maxp"])


def _extend_maxp(maxp: Any) -> None:
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in (
        "TwilightPoints",
        "Storage",
        "FunctionDefs",
        "InstructionDefs",
        "StackElements",
        "SizeOfInstructions",
        "ComponentElements",
        "Points",
        "Contours",
        "CompositePoints",
        "CompositeContours",
        "ComponentDepth",
    ):
        setattr(maxp, f"max{field}", 0)


def main(source: str, target: str) -> None:
    """Read the collection, write the font."""
    font = next(face for face in TTCollection(source).fonts if face["name"].getDebugName(1) == _FACE)
    options = subset.Options(
        layout_features=["vert", "vrt2", "ccmp"],
        name_IDs=["*"],
        notdef_outline=True,
        hinting=False,
        desubroutinize=True,
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=wanted(font))
    maker.subset(font)
    to_quadratic(font)
    font.save(target)
    print(f"{len(font.getGlyphOrder()):,} glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:])
