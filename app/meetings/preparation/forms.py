"""Forms of the preparation: a meeting, an agenda item, a move, a new paper. Knows no screen."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.materials.forms import FileForm, MarksForm
from app.meetings.acts import PLACE_LIMIT, TITLE_LIMIT
from app.meetings.agenda import ITEM_TITLE_LIMIT, NUMBER_LIMIT, Direction
from app.meetings.models import AgendaItem, Meeting
from app.web.forms.fields import choice, day, ids, lines, maybe, one_id, text, time_of_day, when_sent
from app.web.forms.form import Form
from app.web.forms.merging import mark
from app.web.forms.seen import SeenThingForm, SeenWordsForm

NO_GROUPS = "出席する人を 1 つ以上選んでください。選んだ人だけが、この会議の資料を読めます。"
_MOVE_AGAIN = "移す先を選び直してください。"


class MeetingForm(SeenWordsForm):
    """A meeting's words, its time and who attends. `made_from`: their mark."""

    title = text("会議の名前", most=TITLE_LIMIT, blank="会議の名前を入力してください。例：令和8年第4回定例会　第1日")
    day = day("日にち", wrong="会議の日を選んでください。")
    time = time_of_day("始まる時刻", wrong="始まる時刻を入力してください。例：10:00")
    place = text("場所", most=PLACE_LIMIT, required=False)
    groups = ids("出席する人", blank=NO_GROUPS)

    @classmethod
    def of(cls, meeting: Meeting, groups: Sequence[str]) -> "MeetingForm":
        """The form filled with a meeting's present values."""
        local = clock.jst(meeting.starts_at)
        day_and_time = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        words = {"title": meeting.title, "place": meeting.place} | day_and_time
        return MeetingForm(groups=groups, made_from=mark(*words.values(), groups), **words)

    @property
    def starts_at(self) -> datetime:
        """The chosen day and time, in Japan's time zone."""
        return datetime.combine(self.day, self.time, clock.JST)


class ItemForm(SeenWordsForm):
    """An agenda item's words, and the item it hangs under ("" for none). `made_from`: their mark."""

    number_label = text("番号", most=NUMBER_LIMIT, required=False)
    title = text("日程の名前", most=ITEM_TITLE_LIMIT)
    parent = one_id("上の日程")

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemForm":
        """The form filled with an item's present values."""
        words = {"number_label": item.number_label, "title": item.title, "parent": item.parent_id or ""}
        return ItemForm(made_from=mark(*words.values()), **words)


class ItemsForm(Form):
    """A list of agenda items, one a line, as it is pasted from a document."""

    lines = lines("日程の一覧", most=20_000, blank="日程を 1 行に 1 件ずつ入れてください。")


class ItemMoveForm(Form):
    """Where an agenda item goes among its siblings; `before` names one of them."""

    direction = choice("移す先", Direction, wrong=_MOVE_AGAIN)
    before = one_id("移す先")


class PaperMoveForm(Form):
    """Where a paper goes: among its neighbours, or under another item ("" for none), or both."""

    direction = maybe(choice("移す先", Direction, wrong=_MOVE_AGAIN))
    before = one_id("移す先")
    agenda_item = when_sent(one_id("日程"))


class NewPaperForm(FileForm, MarksForm):
    """A new paper: its title, its marks, and the agenda item under which it is put ("" for none)."""

    title = text("資料名", most=1000, required=False)
    agenda_item = one_id("日程")


class PublishForm(SeenThingForm):
    """Publication. `made_from`: the mark of what the check, or the paper's row, showed."""
