"""Draws a report as a PDF. Knows no database."""

from app import clock
from app.reports.report import Report
from app.web.printing.sheets import Sheets


def draw_report(report: Report, council: str) -> bytes:
    """The report as the bytes of a PDF of A4 pages."""
    title = f"運用報告　{report.period.title}"
    sheets = Sheets(council, title)
    sheets.add_page()
    sheets.write_block(title, 16, 10)
    sheets.write_block(f"{clock.moment_text(clock.now())} 印刷　{'確定' if report.is_final else '途中の数'}", 10, 7)
    if not report.is_whole:
        sheets.write_block("記録を数え直した数と合いません。議会事務局長が確かめてください。", 11, 8)
    for part, lines in report.parts:
        sheets.ln(3)
        if sheets.will_page_break(9 + 7):  # a heading stands with the first of its lines
            sheets.add_page()
        sheets.write_block(part, 13, 9)
        for line in lines:
            sheets.write_count(line.label, f"{line.count:,} 件")
    sheets.ln(5)
    if report.is_final:
        told = f"確定のあとに届いた、この期間の記録：{report.late} 件（数に入れていません）"
        sheets.write_block(told, 10, 7)
        sheets.write_block(f"SHA-256 {report.digest}", 9, 6)
    return bytes(sheets.output())
