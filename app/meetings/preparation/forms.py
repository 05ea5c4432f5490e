"""Forms of the preparation: a meeting, an agenda item, a move, a paper to be. Knows no screen."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.materials.forms import FileForm
from app.meetings.acts import PLACE_LIMIT, TITLE_LIMIT
from app.meetings.agenda import ITEM_TITLE_LIMIT, NUMBER_LIMIT, Direction
from app.meetings.models import AgendaItem, Meeting
from app.web.forms.fields import choice, day, ids, maybe, one_id, text, time_of_day, when_sent
from app.web.forms.form import Form

NO_GROUPS = "出席する人を 1 つ以上選んでください。選んだ人だけが、この会議の資料を読めます。"
_MOVE_AGAIN = "移す先を選び直してください。"


class MeetingForm(Form):
    """A meeting's words, its time and who attends."""

    title = text("会議の名前", most=TITLE_LIMIT, blank="会議の名前を入力してください。例：令和8年第4回定例会　第1日")
    day = day("日にち", wrong="会議の日を選んでください。")
    time = time_of_day("始まる時刻", wrong="始まる時刻を入力してください。例：10:00")
    place = text("場所", most=PLACE_LIMIT, required=False)
    groups = ids("出席する人", blank=NO_GROUPS)

    @classmethod
    def of(cls, meeting: Meeting, groups: Sequence[str]) -> "MeetingForm":
        """What a meeting is now."""
        local = clock.jst(meeting.starts_at)
        day_and_time = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        return MeetingForm(title=meeting.title, place=meeting.place, groups=groups, **day_and_time)

    @property
    def starts_at(self) -> datetime:
        """Day and time on the council's wall clock."""
        return datetime.combine(self.day, self.time, clock.JST)


class ItemForm(Form):
    """An agenda item's words, and the item it hangs under ("" for none)."""

    number_label = text("番号", most=NUMBER_LIMIT, required=False)
    title = text("日程の名前", most=ITEM_TITLE_LIMIT)
    parent = one_id("上の日程")

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemForm":
        """What an item is now."""
        return ItemForm(number_label=item.number_label, title=item.title, parent=item.parent_id or "")


class ItemMoveForm(Form):
    """Where an agenda item goes among its siblings; `before` names one of them."""

    direction = choice("移す先", Direction, wrong=_MOVE_AGAIN)
    before = one_id("移す先")


class PaperMoveForm(Form):
    """Where a paper goes: among its neighbours, or under another item ("" for none), or both."""

    direction = maybe(choice("移す先", Direction, wrong=_MOVE_AGAIN))
    before = one_id("移す先")
    agenda_item = when_sent(one_id("日程"))


class NewPaperForm(FileForm):
    """A paper to be: its title, and the agenda item under which it comes ("" for none)."""

    title = text("資料名", most=1000, required=False)
    agenda_item = one_id("日程")
