"""Programs that end with whoever started them, also when that one is killed. Linux: `setpriv` of util-linux."""

import shutil
import sys
from collections.abc import Sequence


def tied(
    command: Sequence[str], *, signal: str = "KILL", user: int | None = None, group: int | None = None
) -> list[str]:
    """The command under a launcher that asks the kernel to send `signal` when the thread that started it ends.

    `user` and `group`: whom it runs as; the wish has to be made after that, or the kernel forgets it.
    Start it from a thread that lives as long as the test run, and stop it in order where that can be done.
    """
    if "pytest" in sys.modules:  # beside the demo there is no test that would need a mark, and no pytest
        from tests.support import marks

        marks.needs(marks.SERVER, command[0])
    launcher = shutil.which("setpriv")
    if launcher is None:
        return list(command)
    role = [f"--reuid={user}", f"--regid={group}", "--clear-groups"] if user is not None else []
    return [launcher, *role, f"--pdeathsig={signal}", "--", *command]
