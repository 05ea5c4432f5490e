"""`gijo jobs` and the doctor: what waits, how far it is, what this version cannot do, and taking one back."""

import pytest
from sqlalchemy import select, update

from app.__main__ import main
from app.jobs import acts
from app.jobs.models import Job
from app.materials.intake.jobs import CONVERT, ConvertJob
from tests.support.council import Council

pytestmark = [
    pytest.mark.usefixtures("found_home"),
    pytest.mark.rare("jobs at the command line; only that command moves it"),
]

LEFT_ALONE = "注意   この版では扱えない処理が"


def ask(council: Council, version_id: str, **changed: object) -> str:
    with council.services.database.write() as session:
        job = acts.enqueue(session, CONVERT, ConvertJob(version_id))
        session.flush()
        if changed:
            session.execute(update(Job).where(Job.id == job.id).values(**changed))
    return job.id


def job(council: Council, job_id: str) -> Job:
    with council.services.database.read() as session:
        return session.scalars(select(Job).where(Job.id == job_id)).one()


def test_an_empty_queue_is_said_to_be_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs"]) == 0
    assert capsys.readouterr().out == "待っている処理はありません。\n"


def test_what_waits_and_how_far_it_is_are_listed(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    first = ask(council, "v1", state="leased", leased_by="w#1", steps_done=3, steps=40)
    second = ask(council, "v2", last_error="StorageUnavailable: no route")
    ask(council, "v3", state="done")

    assert main(["jobs"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == [first, second]
    assert "convert  v1  処理中  3/40" in lines[0]
    assert "convert  v2  待ち  -  StorageUnavailable: no route" in lines[1]


def test_the_doctor_tells_of_work_that_only_another_version_can_do(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(council, "v0")
    main(["doctor"])
    before = capsys.readouterr().out
    newer = ask(council, "v1", kind="translate")
    ask(council, "v2", payload='{"version_id":"v2","colour":"red"}')

    code = main(["doctor"])

    words = capsys.readouterr().out
    assert LEFT_ALONE not in before
    assert f"{LEFT_ALONE} 2 件、手を付けずに残っています（convert、translate）" in words
    assert code == 0
    assert job(council, newer).state == "queued"
    main(["jobs"])
    assert capsys.readouterr().out.count("この版では扱えません") == 2


def test_a_job_that_nobody_here_can_do_ends_when_it_is_taken_back(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = ask(council, "v1", kind="translate")

    codes = [main(["jobs", "--withdraw", newer]), main(["jobs", "--withdraw", newer])]

    told = capsys.readouterr()
    assert codes == [0, 1]
    assert "取りやめました" in told.out
    assert "その番号の処理は、待っていません" in told.err
    assert (job(council, newer).state, job(council, newer).last_error) == ("failed", "withdrawn")
    (taken_back,) = council.ledger("system.work_withdrawn")
    assert taken_back["detail"] == {"job": newer, "name": "translate v1"}


def test_a_job_that_a_worker_can_end_is_marked_and_waits_for_it(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ask(council, "v1")

    assert main(["jobs", "--withdraw", known]) == 0

    kept = job(council, known)
    assert (kept.state, kept.withdrawn_at is not None) == ("queued", True)
    capsys.readouterr()
    main(["jobs"])
    assert "convert  v1  取りやめ中" in capsys.readouterr().out
