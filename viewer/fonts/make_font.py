"""Make viewer/fonts/GijoMark-Regular.ttf from Noto Sans CJK JP (OFL 1.1): the characters councils write.

Usage: python tools/make_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc viewer/fonts/NotoSansJP-Gijo.ttf
Needs fonttools. Keeps JIS X 0213:2004, CP932 (Windows) and every variation sequence of those characters.
"""
import sys
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph


def wanted() -> set[int]:
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2000, 0x2070))
    for codec in ("euc_jis_2004", "cp932", "iso2022_jp_ext"):
        for point in range(0x80, 0x30000):
            if 0xD800 <= point < 0xE000:
                continue
            try:
                chr(point).encode(codec)
            except UnicodeEncodeError:
                continue
            points.add(point)
    return points


def main(source: str, target: str) -> None:
    fonts = TTCollection(source).fonts
    font = next(f for f in fonts if f["name"].getDebugName(1) == "Noto Sans CJK JP")
    points = wanted()
    points.update(point for point in font.getBestCmap() if 0x20000 <= point < 0x30000)
    for table in font["cmap"].tables:
        if table.format == 14:
            for selector in table.uvsDict:
                points.add(selector)
                points.update(base for base, _ in table.uvsDict[selector] if selector >= 0xE0100)
    options = subset.Options(layout_features=["vert", "vrt2", "ccmp"], name_IDs=["*"], notdef_outline=True, hinting=False, desubroutinize=True)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=points)
    maker.subset(font)
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyf = newTable("glyf"); glyf.glyphs = {}; glyf.glyphOrder = order
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca"); font["glyf"] = glyf
    hmtx = font["hmtx"]
    for name in order:
        g = glyf.glyphs[name]
        g.recalcBounds(glyf)
        hmtx[name] = (hmtx[name][0], getattr(g, "xMin", 0) or 0)
    maxp = font["maxp"]; maxp.tableVersion = 0x00010000
    for k, v in dict(maxZones=1, maxTwilightPoints=0, maxStorage=0, maxFunctionDefs=0, maxInstructionDefs=0, maxStackElements=0, maxSizeOfInstructions=0, maxComponentElements=0, maxPoints=0, maxContours=0, maxCompositePoints=0, maxCompositeContours=0, maxComponentDepth=0).items():
        setattr(maxp, k, v)
    post = font["post"]; post.formatType = 3.0
    for tag in ("CFF ", "VORG"):
        if tag in font: del font[tag]
    font.sfntVersion = "\000\001\000\000"
    font.save(target)
    print(len(order), "glyphs")

main(*sys.argv[1:])
