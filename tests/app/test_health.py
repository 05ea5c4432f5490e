from tests.support.council import Council


def test_health_answers_anybody_when_the_database_answers(council: Council) -> None:
    answer = council.browser().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_another_host_name_is_refused(council: Council) -> None:
    answer = council.browser().get("/healthz", headers={"host": "evil.example"})

    assert answer.status_code == 421


def test_every_answer_carries_the_security_headers(council: Council) -> None:
    answer = council.browser().get("/nowhere")

    assert answer.status_code == 404
    assert "見つかりません" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-store"
