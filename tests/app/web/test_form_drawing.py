"""A form as templates draw it: what was typed, what is wrong, and what is never shown."""

from pathlib import Path

import pytest
from jinja2 import Environment

from app.web.forms.form import Form
from app.web.templates import Templates
from tests.app.web.trial import FileForm, TrialForm


@pytest.fixture(scope="module")
def environment() -> Environment:
    return Templates(Path(__file__).parents[3] / "app" / "templates", {"static": Path()})._environment


def drawn(environment: Environment, form: Form, how: str) -> str:
    source = '{% from "parts/form.html" import control %}{{ control(' + how + ") }}"
    return environment.from_string(source).render(form=form)


def test_field_is_drawn_with_what_was_typed_and_what_is_wrong(environment: Environment) -> None:
    form = TrialForm(name='<b>"山田"', reason="一\n二", colour="blue", readers=["p2"], is_open="1", copies="2")
    form.blame("name", "名前を確かめてください。")
    form.blame("reason", "")

    name = drawn(environment, form, 'form["name"], help="氏と名"')
    assert '<label for="f-name">名前<span class="must">必須</span></label>' in name
    assert 'value="&lt;b&gt;&#34;山田&#34;" required aria-describedby="f-name-help f-name-error"' in name
    assert 'aria-invalid="true" maxlength="10"' in name
    assert "<span>名前を確かめてください。</span>" in name
    assert "\n一\n二</textarea>" in drawn(environment, form, 'form["reason"]')
    options = 'options=[("red", "赤"), ("blue", "青")]'
    assert '<option value="blue" selected>青</option>' in drawn(environment, form, f'form["colour"], {options}')
    assert 'type="radio" name="colour" value="blue" checked required' in drawn(
        environment, form, f'form["colour"], look="radio", {options}'
    )
    people = drawn(environment, form, 'form["readers"], options=[("p1", "甲"), ("p2", "乙", "議員")]')
    assert 'value="p2" checked><span>乙<span class="help">議員</span>' in people
    assert people.count("checked") == 1
    assert 'value="1" checked' in drawn(environment, form, 'form["is_open"]')
    assert 'inputmode="numeric"' in drawn(environment, form, 'form["copies"]')
    assert 'type="date"' in drawn(environment, form, 'form["first_day"]')


def test_secret_and_file_are_never_drawn_with_a_value(environment: Environment) -> None:
    secret_input = drawn(environment, TrialForm(password="ひみつ"), 'form["password"]')
    file_input = drawn(environment, FileForm(), 'form["table"]')

    assert "ひみつ" not in secret_input
    assert "value=" not in secret_input + file_input
    assert 'type="password"' in secret_input
    assert 'type="file"' in file_input
