"""Parts that every bill has: number and subject, the sentence, date and mayor, and the reasons (提案理由)."""

from app.demo.pack.flow import LEFT, RIGHT, Flow
from app.demo.pack.sheet import Sheet
from app.demo.pack.town import MAYOR, TOWN, bill


def opening(sheet: Sheet, number: int, sentence: str) -> Flow:
    """A new page with the bill's number, subject and sentence; an outline entry leads to it."""
    item = bill(number)
    sheet.mark_next(item.title)
    flow = Flow(sheet)
    flow.new_page()
    flow.line(item.label)
    flow.gap(6)
    lines = sheet.lines(item.subject, 175, 14)
    for place, line in enumerate(lines):
        sheet.put(105, flow.y + 4 + place * 8, line, 14, align="center", bold=True, fit=160)
    flow.gap(14 + 8 * (len(lines) - 1))
    flow.text(sentence)
    return flow


def submitted(flow: Flow) -> None:
    """The date of submission and the mayor's name."""
    flow.gap(8)
    flow.need(24)
    flow.line("令和8年12月8日提出", x=LEFT + 12)
    flow.gap(3)
    flow.sheet.put(122, flow.y + 4, f"{TOWN}長", 11)
    flow.sheet.put(152, flow.y + 4, MAYOR.replace(" ", "　"), 12)
    flow.gap(10)


def reason(flow: Flow, words: str) -> None:
    """The reasons, ruled off from the bill."""
    flow.gap(16)
    flow.need(40)
    flow.sheet.rule(LEFT, flow.y, RIGHT, flow.y, 0.2)
    flow.gap(6)
    flow.line("提案理由", bold=True)
    flow.text(words)
