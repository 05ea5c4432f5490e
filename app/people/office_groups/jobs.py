"""The job that reports whom a revision put into, or took out of, a group that is an office. The revision adds it."""

from dataclasses import dataclass

from app.jobs.kinds import AnyJobKind, JobKind


@dataclass(frozen=True)
class OfficeGroupsJob:
    """The former people of each group: ids separated by blanks. The fields are the groups' keys."""

    members: str = ""
    executives: str = ""


# Revision 0029 writes rows of this name.
OFFICE_GROUPS = JobKind("office_groups", OfficeGroupsJob, lambda _job: "office_groups", priority=1)

KINDS: tuple[AnyJobKind, ...] = (OFFICE_GROUPS,)
"""The kinds of job of this folder."""
