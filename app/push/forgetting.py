"""Has the serving processes drop from memory what they hold of a paper's version whose key is destroyed.

The worker, which deletes the objects, is another process: what was shown lies in the memory of those that served it.
A process with no open screen hears no other one: it finds out by itself, within seconds (`reading.held`).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.push.publications import Publication, publish
from app.vault.objects import Vault

_DESTROYED = "version destroyed"


def forget_version(session: Session, version_id: str) -> None:
    """Have every process that hears of it drop the version from memory, once this unit has committed."""
    publish(session, _DESTROYED, version_id)


class Forgetting:
    """The listener of a process that drops them from its vault."""

    kinds: frozenset[EventKind] = frozenset()

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def publications_of(self, _record: LedgerNews) -> Iterable[Publication]:
        return ()

    def hear(self, publications: Sequence[Publication]) -> None:
        for told in publications:
            if told.topic == _DESTROYED:
                self._vault.memory.forget(told.key)

    def missed(self) -> None:
        """What was destroyed meanwhile is found by the look that every process takes."""
