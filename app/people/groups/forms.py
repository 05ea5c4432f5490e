"""Forms about groups: a name, who is in it, and from when until when. Knows no screen."""

from datetime import datetime, timedelta

from app import clock, days
from app.people.forms import TIME_ALONE, ends_at_of, minute, printed
from app.web.forms.fields import day, ids, maybe
from app.web.forms.form import Form
from app.web.forms.seen import SeenListForm, SeenWordsForm

_GROUP_NAME_LIMIT = 64


class GroupForm(SeenWordsForm):
    """A group's name. `made_from`: its mark."""

    name = printed("名前", limit=_GROUP_NAME_LIMIT)


class GroupPeopleForm(SeenListForm, GroupForm):
    """A group's name and the people who belong to it."""

    person = ids("この集まりの人")


class GroupTermForm(SeenWordsForm):
    """The time in which people are in a group. People who are in it already keep their beginning and get the new end.

    `made_from`: the mark of the present and coming memberships.
    """

    person = ids("期間を決める人", blank="人を選んでください。")
    first_day = maybe(day("入る日"))
    first_time = minute("入る時刻（途中からのとき）")
    last_day = maybe(day("最後の日"))
    last_time = minute("終わりの時刻（途中までのとき）")

    @property
    def starts_at(self) -> datetime | None:
        """The beginning; None for at once, as today without a time is."""
        if self.first_day is None or (self.first_day == days.today() and self.first_time is None):
            return None
        return days.begins(self.first_day, self.first_time)

    @property
    def ends_at(self) -> datetime | None:
        """The end; None for none."""
        return ends_at_of(self.last_day, self.last_time)

    def check(self) -> None:
        if not self.has("first_day", "first_time", "last_day", "last_time"):
            return
        now = clock.now()
        if self.first_time and self.first_day is None:
            self.blame("first_day", "入る時刻だけでは決まりません。入る日も入れてください。")
        elif self.starts_at is not None and self.starts_at <= now:
            self.blame("first_day", "過ぎた日時からは入れられません。いまから入れるときは、空欄にしてください。")
        if self.last_time and self.last_day is None:
            self.blame("last_day", TIME_ALONE)
        elif self.ends_at is not None and self.ends_at <= now:
            self.blame("last_day", "過ぎた日時です。いま外すときは、上の一覧でチェックをはずしてください。")
        elif self.ends_at is not None and self.starts_at is not None and self.ends_at <= self.starts_at:
            self.blame("last_day", "終わりが、始まりより前です。")


class MomentForm(Form):
    """A day, and optionally a minute of it; without one, the end of the day."""

    day = day("日付")
    time = minute("時刻")

    @property
    def moment(self) -> datetime:
        """The minute, or the day's last instant; never later than now."""
        if self.time is None:
            return min(days.ends(self.day) - timedelta(microseconds=1), clock.now())
        return days.begins(self.day, self.time)

    def check(self) -> None:
        if self.has("day", "time") and days.begins(self.day, self.time) > clock.now():
            self.blame("day", "まだ来ていない日時です。過ぎた日時を入れてください。")
