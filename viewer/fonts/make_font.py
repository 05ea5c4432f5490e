"""Makes the bundled fonts from Noto (OFL 1.1): a Gothic and a Mincho with every character that councils write.

    python -m viewer.fonts.make_font /usr/share/fonts /usr/share/poppler/cMap/Adobe-Japan1 viewer/fonts

Needs Debian's `fonts-noto-cjk`, `fonts-noto-core` and `poppler-data`. Keeps JIS X 0213:2004, CP932, Adobe-Japan1-7,
every supplementary-plane kanji of the collection and all variation sequences. Letters that the collections lack come
from Noto Sans, Noto Serif and Noto Sans Math. Beside each font lies which of its glyphs draws each number of
Adobe-Japan1.
"""

import array
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

from viewer.fonts import japan1

_CODECS = ("euc_jis_2004", "cp932", "iso2022_jp_ext")
_FIRST_IDEOGRAPHIC_SELECTOR = 0xE0100
_UPRIGHT = (*range(0xFE10, 0xFE1A), *range(0xFE30, 0xFE50))


class Recipe(NamedTuple):
    """The sources of one font."""

    target: str
    collection: str
    face: str
    others: tuple[str, ...]


RECIPES = (
    Recipe(
        "NotoSansJP-Gijo",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "Noto Sans CJK JP",
        ("truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSansMath-Regular.ttf"),
    ),
    Recipe(
        "NotoSerifJP-Gijo",
        "opentype/noto/NotoSerifCJK-Regular.ttc",
        "Noto Serif CJK JP",
        ("truetype/noto/NotoSerif-Regular.ttf", "truetype/noto/NotoSansMath-Regular.ttf"),
    ),
)


def encodable() -> set[int]:
    """Code points of the Japanese character sets, and what Latin names and punctuation need."""
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2000, 0x2070)) | set(_UPRIGHT)
    for codec in _CODECS:
        for point in range(0x80, 0x30000):
            if not 0xD800 <= point < 0xE000 and chr(point).encode(codec, "ignore"):
                points.add(point)
    return points


def wanted(font: Any) -> set[int]:
    """All code points to keep: the encodable ones, kanji of the second plane, and those of variation sequences."""
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


def lend(font: Any, others: Sequence[Any], points: Iterable[int]) -> dict[int, str]:
    """Add what the font lacks of some characters and another font has; returns the new glyphs by code point."""
    order, glyf, lent = list(font.getGlyphOrder()), font["glyf"], {}
    for point in sorted(points):
        other = next((one for one in others if point in one.getBestCmap()), None)
        if other is None:
            continue
        source, glyphs = other.getBestCmap()[point], other.getGlyphSet()
        # A glyph made of others is lent as plain outlines, since the others stay in their font.
        drawn, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
        glyphs[source].draw(drawn)
        drawn.replay(pen)
        name = f"lent{point:05X}"
        glyph = pen.glyph()
        glyf.glyphs[name] = glyph
        glyph.recalcBounds(glyf)
        order.append(name)
        font["hmtx"].metrics[name] = (other["hmtx"][source][0], getattr(glyph, "xMin", 0) or 0)
        font["vmtx"].metrics[name] = (1000, 880 - (getattr(glyph, "yMax", 0) or 0))
        lent[point] = name
    font.setGlyphOrder(order)
    glyf.glyphOrder = order
    for table in font["cmap"].tables:
        if table.format != 14:
            table.cmap.update((point, name) for point, name in lent.items() if table.format == 12 or point < 0x10000)
    return lent


def make(recipe: Recipe, fonts: Path, maps: Path, target: Path) -> None:
    """One font, and its glyphs by the numbers of Adobe-Japan1: two bytes each, high byte first, 0 where none is."""
    font = next(face for face in TTCollection(fonts / recipe.collection).fonts if _name(face) == recipe.face)
    others = [TTFont(fonts / other) for other in recipe.others]
    known = font.getBestCmap()
    numbered = japan1.Numbering(font, known, maps).fill()
    options = subset.Options(
        layout_features=["vert", "vrt2", "ccmp"],
        name_IDs=["*"],
        notdef_outline=True,
        hinting=False,
        desubroutinize=True,
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=wanted(font), glyphs=set(numbered.values()))
    maker.subset(font)
    to_quadratic(font)
    said_by = japan1.meanings(maps)
    unnumbered = {number: ord(said) for number, said in said_by.items() if number not in numbered and len(said) == 1}
    lent = lend(font, others, (encodable() | set(unnumbered.values())) - set(known))
    numbered |= {number: lent[point] for number, point in unnumbered.items() if point in lent}
    places = {name: place for place, name in enumerate(font.getGlyphOrder())}
    table = array.array("H", (places.get(numbered.get(number, ""), 0) for number in range(japan1.NUMBERS)))
    table.byteswap()
    (target / f"{recipe.target}.cids").write_bytes(table.tobytes())
    font.save(target / f"{recipe.target}.ttf")
    undrawn = sorted(encodable() - set(font.getBestCmap()))
    print(f"{recipe.target}: {len(places):,} glyphs for {len(numbered):,} of {japan1.NUMBERS:,} numbers")
    print("not drawn: " + " ".join(f"U+{point:04X}" for point in undrawn if not 0xE000 <= point < 0xF900))


def _name(face: Any) -> str:
    return str(face["name"].getDebugName(1))


def main(fonts: Path, maps: Path, target: Path) -> None:
    """Read the collections, write the fonts."""
    for recipe in RECIPES:
        make(recipe, fonts, maps, target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
