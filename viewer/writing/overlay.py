"""Lays handwriting over a page of a PDF. It is multiplied with what is under it, so that the mark shows through."""

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from viewer.writing.handwriting import WHOLE, Handwriting, WordsPicture


@dataclass(frozen=True)
class PageFrame:
    """Where a page's image lies on its paper: its lower left corner and its size, in points."""

    left: float
    bottom: float
    width: float
    height: float


def write_over(pdf: Pdf, resources: Object, written: Handwriting, frame: PageFrame) -> str:
    """Add what is drawn to the page's resources. Returns the operators that draw it, cut off at the image's edges."""
    unit = frame.width / WHOLE
    place = f"{unit:.6f} 0 0 {-unit:.6f} {frame.left:.3f} {frame.bottom + frame.height:.3f} cm"
    edges = f"{frame.left:.3f} {frame.bottom:.3f} {frame.width:.3f} {frame.height:.3f} re W n"
    over = Dictionary(Type=Name.ExtGState, BM=Name.Multiply)
    resources.ExtGState = Dictionary(Over=over, Light=Dictionary(Type=Name.ExtGState, BM=Name.Multiply, ca=0.5))
    resources.XObject.Ink = _drawn(pdf, written.ink, frame)
    resources.XObject.Light = _drawn(pdf, written.light, frame)
    parts = ["/Over gs 1 J 1 j /Ink Do\n"]
    for number, picture in enumerate(written.pictures):
        resources.XObject[f"/Words{number}"] = _picture(pdf, picture)
        corner = f"{picture.width:.1f} 0 0 {-picture.height:.1f} {picture.left:.1f} {picture.top + picture.height:.1f}"
        parts.append(f"q {corner} cm /Words{number} Do Q\n")
    return f"q {edges} {place}\n{''.join(parts)}/Light gs 0 J /Light Do\nQ\n"


def _drawn(pdf: Pdf, deflated: bytes, frame: PageFrame) -> Stream:
    """All lines of a kind as one group: where a line crosses itself, or another one, it is not darker than it is."""
    form = Stream(pdf, b"")
    form.write(deflated, filter=Name.FlateDecode)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, WHOLE, round(WHOLE * frame.height / frame.width) + 1])
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    return form


def _picture(pdf: Pdf, picture: WordsPicture) -> Stream:
    image = Stream(pdf, b"")
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.width_px, picture.height_px
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    image.write(picture.deflated, filter=Name.FlateDecode)
    return image
