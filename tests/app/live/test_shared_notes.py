"""What is shared, written and taken back is told to the open reader of whom it is shared with, and to no other."""

from tests.app.live.hearing import AT_ONCE_SECONDS, SOME_SWEEPS_SECONDS, settled
from tests.app.notes.test_notes import TEXT, keep, notes
from tests.app.notes.test_sharing import share, shares, withdraw
from tests.app.reading.shelf import lay
from tests.support.sockets import Served


def test_shared_note_is_news_for_whom_it_is_shared_with_while_they_have_the_paper_open(unhurried_hall: Served) -> None:
    hall, council = unhurried_hall, unhurried_hall.council
    laid, other = lay(council), lay(council)
    secret = lay(council, groups=(), people=("member1",))
    member = council.browser("member1")
    reader, elsewhere, chair, outsider = (
        council.browser(login) for login in ("member2", "member2", "chair", "member2")
    )
    at = f"/live?paper={laid.material}"
    with (
        hall.line(reader, path=at) as named,
        hall.line(elsewhere, path=f"/live?paper={other.material}") as on_another,
        hall.line(chair, path=at) as next_one,
        hall.line(outsider, path=f"/live?paper={secret.material}") as unable,
    ):
        for line in (named, on_another, next_one, unable):
            settled(line, "notes")

        share(member, laid, people=("member2",))
        assert named.hear(AT_ONCE_SECONDS) == {"notes": True}
        keep(member, notes(laid), TEXT)
        assert named.hear(AT_ONCE_SECONDS) == {"notes": True}
        keep(member, notes(laid, 2), TEXT)
        assert named.is_silent(SOME_SWEEPS_SECONDS)  # that page is not shared
        withdraw(member, shares(council)[0])
        assert named.hear(AT_ONCE_SECONDS) == {"notes": True}

        keep(member, notes(laid, 1), seen=1, gone=[f"{TEXT['id']}:1"])
        share(member, secret, people=("member2",))
        keep(member, notes(secret), TEXT)
        for line in (named, on_another, next_one, unable):
            assert line.is_silent(SOME_SWEEPS_SECONDS)
