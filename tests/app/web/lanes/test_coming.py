"""Forms whose body comes slowly, many at once from one address. Real sockets."""

import select
import socket
from contextlib import ExitStack, closing

from app.web.lanes.coming import AT_ONCE_EACH
from tests.app.web.lanes.test_lanes import head, served
from tests.support.council import Browser, Council
from tests.support.waiting import LONG_SECONDS

_FORM = "Content-Type: application/x-www-form-urlencoded"


def begin(council: Council, stranger: Browser, port: int, *, sent: bytes = b"login=a") -> socket.socket:
    """A form of 200 bytes, of which so much has come."""
    line = socket.create_connection(("127.0.0.1", port))
    line.settimeout(LONG_SECONDS)
    line.sendall(head(council, stranger, port, "POST /signin", _FORM, "Content-Length: 200") + sent)
    return line


def is_waited_for(line: socket.socket) -> bool:
    line.settimeout(0.2)
    try:
        line.recv(4096)
    except TimeoutError:
        return True
    return False


def test_forms_that_come_slowly_make_room_for_the_next_of_their_address(council: Council) -> None:
    stranger = council.browser()
    with served(council) as port, ExitStack() as held:
        lines = [held.enter_context(closing(begin(council, stranger, port))) for _ in range(AT_ONCE_EACH + 2)]
        ended: set[socket.socket] = set()
        while len(ended) < 2:
            found = select.select([line for line in lines if line not in ended], [], [], LONG_SECONDS)[0]
            assert found
            ended.update(found)
        answers = [line.recv(4096) for line in ended]
        prompt = held.enter_context(closing(begin(council, stranger, port, sent=b"login=a&password=".ljust(200, b"x"))))
        answer = b""
        while b"</form>" not in answer and (came := prompt.recv(4096)):
            answer += came

        assert [answer[:12] for answer in answers] == [b"HTTP/1.1 422"] * 2
        assert ended < set(lines[:10])  # the oldest, give or take those that came together
        assert is_waited_for(lines[-1])
        assert "ID かパスワードが違います" in answer.decode(errors="replace")
