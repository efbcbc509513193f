"""The Request page, run by Streamlit without a browser, on a real store."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.i18n import words
from assistant.ledger.database import open_database
from assistant.principal import Principal
from assistant.rights.forms import load_forms
from assistant.rights.store import RequestStore
from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.requesting import visit as visits
from assistant.web.requesting.visit import Visit, open_form
from assistant.web.warming import SCRIPT as MAIN

SAY = words("en", "requests")
OFFICER = Principal(role="records_officer")


@pytest.fixture
def own(built_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a store of the test's own, served by the one runtime of the process."""
    settings = built_settings.model_copy(update={"data_dir": tmp_path / "data"})
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(settings))
    return settings


@pytest.fixture
def kept(own: Settings) -> Iterator[RequestStore]:
    database = open_database(own)
    yield RequestStore(database)
    database.close()


@pytest.fixture
def app(own: Settings) -> AppTest:
    opened = AppTest.from_file(str(MAIN), default_timeout=60).run()
    return opened.switch_page("app_pages/request.py").run()


def plain(app: AppTest) -> str:
    bodies = [element.proto.body for element in app.get("html")]
    html = "\n".join(body for body in bodies if "<style>" not in body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def press(app: AppTest, key: str) -> AppTest:
    keys = {f"request-{key}", f"request-{key}-{state(app).count}"}
    next(button for button in app.button if button.key in keys).click().run()
    assert not app.exception
    return app


def going_on(app: AppTest) -> AppTest:
    return press(app, "continue")


def choose(app: AppTest, code: str) -> AppTest:
    app.main.radio[0].set_value(code)
    return going_on(app)


def write(app: AppTest, text: str) -> AppTest:
    ((app.text_area or app.text_input)[0]).set_value(text)
    return going_on(app)


def state(app: AppTest) -> Visit:
    found = app.session_state["request"] if "request" in app.session_state else Visit()
    assert isinstance(found, Visit)
    return found


def asking(app: AppTest) -> str:
    draft = state(app).draft
    assert draft is not None
    return draft.at


def asked_office(app: AppTest) -> AppTest:
    """The shortest form, up to the check of its answers."""
    going_on(press(app, "ask_office"))
    write(app, "Who decides on data here?")
    for _ in range(3):
        going_on(app)
    assert asking(app) == "check"
    return app


def test_every_form_and_guide_can_be_chosen(app: AppTest) -> None:
    offered = {str(button.key) for button in app.button}
    forms, guides = load_forms().form, load_forms().guide
    assert {f"request-{form}" for form in forms} | {f"request-guide-{guide}" for guide in guides} <= offered


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", load_forms().form)
def test_every_form_begins_in_every_language_with_its_duties_and_the_warning(
    app: AppTest, form: str, language: str
) -> None:
    app.session_state["language"] = language
    say = words(language, "requests")
    page = plain(press(app.run(), form))
    assert say(f"form.{form}.title") in page
    for one in (*load_forms()[form].does, *load_forms()[form].gets):
        assert say(f"step.{one}") in page
    for part in ("purpose", "refuse", "without", "others", "minor"):
        assert say(f"page.notice.{part}") in page


@pytest.mark.parametrize("guide", load_forms().guide)
def test_a_guide_says_what_to_send_where_and_by_when(app: AppTest, guide: str) -> None:
    page = plain(press(app, f"guide-{guide}"))
    for line in (*load_forms().guide[guide].send, *load_forms().guide[guide].to):
        assert SAY(f"guide.line.{line}") in page
    assert ("180 calendar days" in page) == (guide == "federal_complaint")
    assert SAY("page.title") in plain(press(app, "back"))


def test_the_advice_on_standing_comes_before_the_questions_and_bars_nobody(app: AppTest) -> None:
    going_on(press(app, "inspect_records"))
    choose(app, "relative")
    assert asking(app) == "student_adult"
    choose(app, "no")
    choose(app, "no")
    choose(app, "?")
    page = plain(app)
    assert asking(app) == "standing"
    assert SAY("page.standing.another_way") in page
    assert SAY("standing.reason.helper") in page
    assert SAY("page.standing.anyway") in page
    going_on(app)
    assert asking(app) == "student_name"


def test_the_other_form_that_may_fit_takes_the_answers_along(app: AppTest) -> None:
    going_on(press(app, "inspect_records"))
    choose(app, "parent")
    choose(app, "yes")
    going_on(app)
    assert SAY("standing.reason.adult_child_records") in plain(app)
    press(app, "instead")
    draft = state(app).draft
    assert draft is not None
    assert draft.form_id == "consent_to_disclose"
    assert draft.typed["relation"] == "parent"
    assert set(state(app).drafts) == {"inspect_records", "consent_to_disclose"}


def test_a_mistake_is_told_at_the_question_and_the_answer_stays(app: AppTest) -> None:
    going_on(press(app, "ask_office"))
    going_on(app)
    assert SAY("page.problem") in plain(app)
    assert SAY("problem.missing") in plain(app)
    write(app, "x" * 2001)
    assert SAY("problem.too_long", most="2,000") in plain(app)
    assert app.text_area[0].value == "x" * 2001
    assert asking(app) == "question"


def test_back_keeps_what_was_typed(app: AppTest) -> None:
    going_on(press(app, "ask_office"))
    write(app, "Who decides?")
    app.text_input[0].set_value("Kim")
    press(app, "back")
    assert app.text_area[0].value == "Who decides?"
    going_on(app)
    assert app.text_input[0].value == "Kim"


def test_a_change_leads_to_the_question_and_straight_back(app: AppTest) -> None:
    asked_office(app)
    app.button(key="change-question").click().run()
    write(app, "Another question")
    assert asking(app) == "check"
    assert "Another question" in plain(app)


def test_a_change_that_opens_a_question_asks_it_before_it_leads_back(app: AppTest) -> None:
    asked_office(app)
    app.button(key="change-reply_by").click().run()
    choose(app, "email")
    assert asking(app) == "email"
    write(app, "kim@example.org")
    assert asking(app) == "check"


def test_what_was_passed_over_is_said_to_be(app: AppTest) -> None:
    assert SAY("page.check.not_given") in plain(asked_office(app))


def test_nothing_is_filed_before_the_last_button_and_one_request_after_it(app: AppTest, kept: RequestStore) -> None:
    asked_office(app)
    assert kept.queue(OFFICER) == ()
    going_on(app)
    done = state(app).done
    assert done is not None
    page = plain(app)
    assert done.reference in page
    assert done.code is not None
    assert done.code in page
    (listed,) = kept.queue(OFFICER)
    assert listed.reference == done.reference
    assert kept.read(OFFICER, listed.request).answers == {"question": "Who decides on data here?"}
    assert state(app).drafts == {}


def test_a_form_that_is_sent_twice_is_filed_once(app: AppTest, kept: RequestStore) -> None:
    """As after a lost connection: the page did not hear that the first one came."""
    before = state(asked_office(app))
    going_on(app)
    first = state(app).done
    app.session_state["request"] = before
    going_on(app.run())
    assert first is not None
    again = state(app).done
    assert again is not None
    assert (again.reference, again.code) == (first.reference, first.code)
    assert len(kept.queue(OFFICER)) == 1


def test_when_the_store_fails_nothing_is_filed_and_the_answers_stay(app: AppTest, own: Settings) -> None:
    asked_office(app)
    (own.data_dir / "keys").parent.mkdir(parents=True, exist_ok=True)
    (own.data_dir / "keys").write_text("in the way")
    going_on(app)
    page = plain(app)
    assert SAY("page.failed.title") in page
    assert SAY("page.failed.unconfigured") in page
    assert "Who decides on data here?" in page
    (own.data_dir / "keys").unlink()
    going_on(app)
    assert state(app).done is not None


def test_a_file_of_a_kind_that_is_not_taken_is_told(app: AppTest, kept: RequestStore) -> None:
    going_on(press(app, "privacy_complaint"))
    write(app, "Grades stood on the door")
    going_on(app)
    going_on(app)
    app.file_uploader[0].upload("proof.pdf", b"\x00\x01 no PDF")
    for _ in range(4):
        going_on(app)
    assert asking(app) == "check"
    going_on(app)
    assert SAY("page.failed.refused_file") in plain(app)
    assert kept.queue(OFFICER) == ()


def test_clear_this_form_forgets_it(app: AppTest) -> None:
    going_on(press(app, "ask_office"))
    write(app, "A secret")
    press(app, "clear")
    assert state(app).drafts == {}
    assert SAY("page.cleared") in plain(app)
    going_on(press(app, "ask_office"))
    assert app.text_area[0].value == ""


def test_finishing_forgets_the_code(app: AppTest) -> None:
    going_on(asked_office(app))
    done = state(app).done
    assert done is not None
    press(app, "finish")
    assert state(app).done is None
    assert str(done.code) not in repr(state(app))


def test_nothing_of_a_request_stands_in_the_address(app: AppTest) -> None:
    going_on(asked_office(app))
    assert dict(app.query_params) == {}


def test_a_referral_opens_the_form_with_what_is_known(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, object] = {}
    monkeypatch.setattr(visits.st, "session_state", session)
    known = {"vendor": "Reading app", "contract_wants": "contract,nonsense", "relation": "king", "password": "x"}
    open_form("inspect_contract", known)
    draft = visits.current().draft
    assert draft is not None
    assert draft.typed == {"vendor": "Reading app", "contract_wants": ("contract",)}
    assert draft.known
    open_form("inspect_contract", {"vendor": "Another"})
    again = visits.current().draft
    assert again is not None
    assert again.typed == {"vendor": "Another", "contract_wants": ("contract",)}


def answered() -> None:
    """The end of an answer that leads to three forms, one of them the staff's."""
    from assistant.answering.response import Referral
    from assistant.i18n import words
    from assistant.web.requesting.offering import offer_forms

    referrals = [
        Referral(form="disclosure_check", part="May I?"),
        Referral(form="inspect_contract", part="Which app?", known={"vendor": "Reading app"}),
        Referral(form="ask_office", part="Who is [name]?"),
    ]
    offer_forms(referrals, number=1, say=words("en", "requests"))


def test_an_answer_offers_its_forms_and_none_of_the_staffs(own: Settings) -> None:
    offer = AppTest.from_function(answered, default_timeout=60).run()
    assert [button.label for button in offer.button] == [
        SAY("form.inspect_contract.title"),
        SAY("form.ask_office.title"),
    ]


@pytest.mark.parametrize(
    ("place", "typed"), [(0, {"vendor": "Reading app"}), (1, {"question": "Who is [name]?"})], ids=["known", "letter"]
)
def test_what_is_known_goes_along_to_the_form(own: Settings, place: int, typed: dict[str, str]) -> None:
    offer = AppTest.from_function(answered, default_timeout=60).run()
    offer.button(key=f"offer-1-{place}").click().run()
    draft = state(offer).draft
    assert draft is not None
    assert draft.typed == typed
