"""Facts loader of reports: the time that a report tells of, to be compared with an office's remit."""

from app.access.remits.remit import Sought
from app.errors import NotFound
from app.reports.period import ReportPeriod, read_period
from app.web.call import Call


def of_period(call: Call) -> Sought:
    """The facts of the report in the path; `call.subject` becomes its ReportPeriod. Raises NotFound for no period."""
    period = read_period(call.path("period"))
    if period is None:
        raise NotFound(cause="no such period")
    call.subject = period
    return sought_of(period)


def sought_of(period: ReportPeriod) -> Sought:
    """The facts of a report on this period."""
    return Sought(since=period.begins, until=period.ends)
