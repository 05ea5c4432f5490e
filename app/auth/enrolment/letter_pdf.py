"""Draws the enrolment letter as a PDF: name, steps, code in letters and as QR, expiry. Knows no database."""

import io
from collections.abc import Sequence

import segno
from fpdf.enums import WrapMode

from app import clock
from app.auth.enrolment.letters import RESET, Letter
from app.settings import Settings
from app.web.printing.sheets import FONT, BlankSheets

_LEFT, _WIDTH = 25.0, 160.0
_NEVER_FIRST = tuple("、。」）・")


_STEPS = (
    "使う端末で、右の QR コードをカメラで読み取ります。読み取れないときは、下のアドレスをひらきます。",
    "画面にコードが入っていることを確かめ、「次へ」を押します。",
    "パスワードを自分で決めます。だれにも知らせないでください。事務局もたずねません。",
    "パスキー（顔・指紋・暗証番号）か、認証アプリを登録します。",
    "回復コードを印刷するか紙に控え、端末とは別の場所にしまいます。印を付けると登録が終わります。",
)
"""The steps that the letter asks of the person."""


def address_of(settings: Settings, code: str) -> str:
    """The address in the QR code. The letter's code is behind the #, which browsers send to no server or its log."""
    return f"{settings.origins[0]}/enrol#{code}"


def draw(settings: Settings, letter: Letter) -> bytes:
    """The letter as the bytes of a PDF of one A4 page."""
    return draw_all(settings, [letter])


def draw_all(settings: Settings, letters: Sequence[Letter]) -> bytes:
    """Several letters as one PDF, an A4 page each."""
    pdf = BlankSheets("登録用紙", left=_LEFT, top=22)
    for letter in letters:
        pdf.add_page()
        _head(pdf, settings, letter)
        _instructions(pdf, settings, letter)
        _code(pdf, settings, letter)
        _foot(pdf, settings)
    return bytes(pdf.output())


def _line(pdf: BlankSheets, text: str, points: float, height: float, *, align: str = "L") -> None:
    pdf.set_font(FONT, size=points)
    _write(pdf, _WIDTH, height, text, align)


def _write(pdf: BlankSheets, width: float, height: float, text: str, align: str) -> None:
    """Write text in lines of `width` mm, broken as Japanese is: between any two characters.

    Where a line would begin with a full stop or a closing bracket, the last character of the line before moves to it.
    """
    left = pdf.get_x()
    broken = pdf.multi_cell(width, height, pdf.shown(text), wrapmode=WrapMode.CHAR, dry_run=True, output="LINES")
    lines = [str(line) for line in broken] if isinstance(broken, list) else [pdf.shown(text)]
    for place in range(len(lines) - 1, 0, -1):
        if lines[place][:1] in _NEVER_FIRST:
            lines[place - 1], lines[place] = lines[place - 1][:-1], lines[place - 1][-1:] + lines[place]
    for line in lines:
        pdf.set_x(left)
        pdf.cell(width, height, line, align=align, new_x="LMARGIN", new_y="NEXT")


def _head(pdf: BlankSheets, settings: Settings, letter: Letter) -> None:
    _line(pdf, f"{clock.moment_text(letter.issued_at)} 発行", 10, 6, align="R")
    _line(pdf, f"{letter.person.display_name}　様", 14, 10)
    _line(pdf, settings.council.office, 10, 6, align="R")
    pdf.ln(6)
    title = "サインインのやり直し用紙" if letter.purpose == RESET else "はじめての登録用紙"
    _line(pdf, f"議場　{title}", 20, 12)
    pdf.ln(2)
    intro = "この用紙は、本人だけが使えます。1 回使うと無効になります。写真にとったり、人に見せたりしないでください。"
    if letter.purpose == RESET:
        intro = f"前の認証アプリ、パスキー、回復コードは使えなくなっています。{intro}"
    _line(pdf, intro, 11, 7)
    pdf.ln(4)


def _instructions(pdf: BlankSheets, settings: Settings, letter: Letter) -> None:
    top = pdf.get_y()
    picture = io.BytesIO()
    segno.make(address_of(settings, letter.code.replace("-", "")), error="q").save(
        picture, kind="png", scale=8, border=4
    )
    pdf.image(picture, x=_LEFT + _WIDTH - 50, y=top, w=50, alt_text="登録画面の QR コード")
    for number, words in enumerate(_STEPS, start=1):
        pdf.set_font(FONT, size=11)
        pdf.set_x(_LEFT)
        pdf.cell(7, 7, f"{number}.")
        _write(pdf, _WIDTH - 63, 7, words, "L")
        pdf.ln(1.5)
    pdf.set_y(max(pdf.get_y(), top + 54))


def _code(pdf: BlankSheets, settings: Settings, letter: Letter) -> None:
    pdf.ln(2)
    _line(pdf, f"アドレス　{settings.origins[0]}/enrol", 12, 8)
    _line(pdf, f"あなたの ID　{letter.person.login}", 12, 8)
    pdf.ln(3)
    pdf.set_draw_color(60)
    top = pdf.get_y()
    pdf.rect(_LEFT, top, _WIDTH, 26)
    pdf.set_y(top + 3)
    _line(pdf, "コード（0・1・I・O は使いません）", 10, 6, align="C")
    _line(pdf, letter.code, 22, 13, align="C")
    pdf.set_y(top + 30)
    _line(pdf, f"使える期限　{clock.moment_text(letter.expires_at)} まで", 12, 8)


def _foot(pdf: BlankSheets, settings: Settings) -> None:
    pdf.set_y(262)
    words = (
        f"「使えなくなっています」と表示されたときや、覚えがないのに「手続き中です」と表示されたときは、ほかの人が"
        f"使ったおそれがあります。すぐに{settings.council.office}に連絡してください。登録が終わったら、この用紙を細かく切って"
        "捨ててください。"
    )
    _line(pdf, words, 10, 6)
