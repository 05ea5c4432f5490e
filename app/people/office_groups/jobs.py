"""The job that tells whom a revision put into a group that is an office, or took out. The revision asks for it."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class OfficeGroupsJob:
    """Who was in the groups by hand until then: ids of people, with blanks between. The fields are keys of groups."""

    members: str = ""
    executives: str = ""


# Revision 0029 writes rows of this name.
OFFICE_GROUPS = JobKind("office_groups", OfficeGroupsJob, lambda _job: "office_groups", priority=1)

KINDS: tuple[AnyJobKind, ...] = (OFFICE_GROUPS,)
"""The kinds of job of this folder."""
