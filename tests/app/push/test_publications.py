"""What processes tell each other: written and read alike, and what is of no use is left alone."""

import json

import pytest
from sqlalchemy.orm import Session

from app.push.publications import Publication, publish, published, read, write


@pytest.mark.parametrize("one", [Publication("alarms", "k7", 12), Publication("bell", "")])
def test_publication_is_read_as_it_was_written(one: Publication) -> None:
    assert read(write(one, "a1")) == (one, "a1")


def test_message_is_small_enough_for_the_server_whatever_is_published() -> None:
    with Session() as session:
        publish(session, "t" * 20, "議" * 64, seq=2**62)
        (longest,) = published(session)

    assert len(write(longest, "f" * 16).encode()) < 8000


@pytest.mark.parametrize(("topic", "key"), [("", ""), ("t" * 21, ""), ("t", "k" * 65)])
def test_what_would_not_fit_is_refused_where_it_is_published(topic: str, key: str) -> None:
    with Session() as session, pytest.raises(ValueError, match="no topic and key"):
        publish(session, topic, key)


def test_one_key_is_told_once_a_unit_and_stands_for_the_last_record() -> None:
    with Session() as session:
        publish(session, "alarms", "k", seq=1)
        publish(session, "alarms", "k", seq=2)

        assert published(session) == [Publication("alarms", "k", 2)]


SOUND = {"v": 1, "from": "a1", "topic": "alarms", "key": "k", "seq": 3}


@pytest.mark.parametrize(
    "change",
    [{"v": 2}, {"v": None}, {"from": 1}, {"topic": None}, {"key": ["k"]}, {"seq": "3"}, {"seq": 1.5}, {"seq": True}],
)
def test_message_of_another_version_or_kind_is_left_alone(change: dict[str, object]) -> None:
    assert read(json.dumps(SOUND)) is not None

    assert read(json.dumps(SOUND | change)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"a"', "[" * 100_000])
def test_message_that_is_no_message_is_left_alone(text: str) -> None:
    assert read(text) is None
