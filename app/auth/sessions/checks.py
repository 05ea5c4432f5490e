"""Networks outside the trusted zones, checked by a session's person before papers are read there (6-1(11)①)."""

from enum import StrEnum

from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.sessions.models import CheckedNetwork
from app.web.addresses import network_of


class NetworkPoint(StrEnum):
    """What is looked at in a network that is not the council's."""

    ENCRYPTED = "encrypted"
    KNOWN = "known"
    UNSEEN = "unseen"
    KEPT = "kept"

    @property
    def words(self) -> str:
        """As the form says it."""
        return _WORDS[self]


_WORDS = {
    NetworkPoint.ENCRYPTED: "携帯電話の回線か、パスワードの要る（鍵の印のある）Wi-Fi を使っている",
    NetworkPoint.KNOWN: "だれの Wi-Fi かを知っている。名前の似た、知らない Wi-Fi ではない",
    NetworkPoint.UNSEEN: "まわりの人や監視カメラから、画面が見えない",
    NetworkPoint.KEPT: "端末を置いたまま離れない",
}


def has_checked(session: Session, session_id: str, address: str) -> bool:
    """Whether the network of this address was checked in the session; an altered row does not count."""
    row = session.get(CheckedNetwork, (session_id, network_of(address)))
    return row is not None and row.is_intact


def check(session: Session, by: By, session_id: str, address: str) -> None:
    """Keep that the person has checked everything about this network, and record it. Once for each network."""
    network = network_of(address)
    row = session.get(CheckedNetwork, (session_id, network))
    if row is not None and row.is_intact:
        return
    if row is not None:
        session.delete(row)
        session.flush()
    session.add(CheckedNetwork(session_id=session_id, network=network, checked_at=clock.now()))
    note(session, by, EventKind.NETWORK_CHECKED, network=network, points=" ".join(NetworkPoint))
