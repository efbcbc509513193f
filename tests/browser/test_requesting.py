"""A family files a request: every form to its reference, once by keyboard alone, on a phone, in Spanish."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from filing_forms import Filing
from playwright.sync_api import Browser, Download, expect
from pypdf import PdfReader
from test_asking import violations
from visiting import DESK, PHONE, Visit, serve, visiting

from assistant.i18n import words
from assistant.ledger.database import Database, open_database
from assistant.principal import Principal
from assistant.rights.answers import UNKNOWN, Typed
from assistant.rights.forms import load_forms
from assistant.rights.store import RequestStore
from assistant.settings import Settings

pytestmark = pytest.mark.browser

SAY = words("en", "requests")
OFFICER = Principal(role="records_officer")
# With BARS every form; the gate files three, with a date counted, none counted, and no name asked.
SOME = ("inspect_records", "privacy_complaint", "public_data_request")
FORMS = load_forms().form
FILED = tuple(FORMS) if "BARS" in os.environ else SOME
# A good practice, not WCAG: Streamlit's box for files takes the focus and calls itself presentation.
UPLOADER = "presentation-role-conflict: Elements marked as presentational should be consistently ignored: <section"
# Besides the first choice everywhere: other people, other ways to answer, and "I don't know".
TOLD: dict[str, dict[str, Typed]] = {
    "inspect_records": {
        "relation": "parent_no_custody",
        "records": ("grades", "special_education"),
        "see_or_copy": "both",
    },
    "amend_records": {"relation": "adult_student", "reply_by": "phone", "language": "other"},
    "hearing_request": {"relation": "guardian", "decision_date": UNKNOWN, "reply_by": "mail"},
    "withhold_from_parent": {"relation": "minor_student", "reply_by": "pick_up"},
    "disclosure_log": {"relation": "agent"},
    "survey_opt_out": {"relation": "foster_carer", "survey": UNKNOWN},
}


@pytest.fixture(scope="module")
def kept(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built_settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("requests")})


@pytest.fixture(scope="module")
def url(kept: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a store of these tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIVACY_ASSISTANT_DATA_DIR", str(kept.data_dir))
        yield from serve(kept, tmp_path_factory.mktemp("server") / "log.txt")


@pytest.fixture
def database(kept: Settings) -> Iterator[Database]:
    opened = open_database(kept)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> RequestStore:
    return RequestStore(database)


def found(store: RequestStore, reference: str) -> dict[str, object]:
    (request,) = store.search(OFFICER, reference)
    return store.read(OFFICER, request).answers


@pytest.mark.parametrize("form", FILED)
def test_every_form_is_filed(visit: Visit, store: RequestStore, form: str) -> None:
    """With every question answered, and read back from the store as it was answered."""
    filing = Filing(visit, FORMS[form], told=TOLD.get(form)).open()
    filing.fill_in()
    reference, code = filing.send()
    answers = found(store, reference)
    asked = [one for one in FORMS[form].asked(filing.told) if one.kind != "file"]
    assert set(answers) == {one.id for one in asked}
    for question in asked:
        told = filing.told[question.id]
        if told == UNKNOWN:
            assert answers[question.id] is None
        elif question.kind == "date":
            assert answers[question.id] in ("2014-03-09", "2027-03-09")
        else:
            assert answers[question.id] == (list(told) if isinstance(told, tuple) else told)
    assert code
    assert visit.foreign == []
    assert [told for told in visit.complaints if "404" not in told] == []


def test_a_form_is_filed_by_the_keyboard_alone(visit: Visit, store: RequestStore) -> None:
    visit.open("/request")
    filing = Filing(visit, FORMS["ask_office"])
    filing.at(SAY("page.title"))
    press = visit.page.keyboard.press

    def tab_to(name: str) -> None:
        for _ in range(60):
            press("Tab")
            label = visit.page.evaluate(
                """() => { const at = document.activeElement
                    return at.matches('button, input, textarea') ? (at.ariaLabel ?? '') + at.innerText : '' }"""
            )
            if name in label:
                return
        pytest.fail(f"Tab never reached {name!r}.")

    def go(button: str, heading: str) -> None:
        tab_to(button)
        press("Enter")
        filing.at(heading)
        expect(visit.page.locator("h1:focus")).to_be_visible()

    go(SAY("form.ask_office.title"), SAY("form.ask_office.title"))
    go(SAY("page.begin"), SAY("field.question.ask"))
    tab_to(SAY("field.question.ask"))
    visit.page.keyboard.type("Who decides on data?")
    go(SAY("page.continue"), f"{SAY('field.your_name.ask')} {SAY('page.optional')}")
    go(SAY("page.continue"), f"{SAY('field.reply_by.ask')} {SAY('page.optional')}")
    press("Tab")
    press("Space")
    go(SAY("page.continue"), SAY("field.email.ask"))
    tab_to(SAY("field.email.ask"))
    visit.page.keyboard.type("kim@example.org")
    press("Enter")
    filing.at(f"{SAY('field.language.ask')} {SAY('page.optional')}")
    go(SAY("page.continue"), SAY("page.check.title"))
    go(SAY("page.check.submit", title=SAY("form.ask_office.title")), SAY("page.done.title"))
    reference = visit.page.locator(".pa-filed code").first.inner_text()
    assert found(store, reference) == {
        "question": "Who decides on data?",
        "reply_by": "email",
        "email": "kim@example.org",
    }


@pytest.mark.parametrize(("language", "view"), [("en", DESK), ("es", PHONE)], ids=["desk", "phone"])
def test_no_step_has_a_barrier_or_scrolls_sideways(
    browser: Browser, url: str, view: dict[str, int], language: str
) -> None:
    say = words(language, "requests")
    for visit in visiting(browser, url, view, locale=f"{language}-US"):

        def looked(where: str, visit: Visit = visit) -> None:
            visit.settle()
            assert [one for one in violations(visit) if not one.startswith(UPLOADER)] == [], where
            assert visit.overflow() == 0, where
            assert visit.page.evaluate("document.documentElement.lang") == language, where

        visit.open("/request")
        told: dict[str, Typed] = {"relation": "agent", "records": ("special_education", "other")}
        filing = Filing(visit, FORMS["inspect_records"], say=say, told=told)
        filing.at(say("page.title"))
        looked("choice")
        filing.open()
        looked("start")
        filing.begin()
        filing.at(say("field.relation.ask"))
        filing.press(say("page.continue"))
        visit.page.locator(".pa-alert").wait_for()
        looked("problem")
        while (question := filing.next_question()) is not None:
            filing.arrive(question)
            looked(question.id)
            filing.answer(question)
            filing.told.setdefault(question.id, filing.usual(question))
            if filing.advised_after(question):
                filing.at_advice()
                looked("advice")
                filing.press(say("page.continue"))
        filing.at(say("page.check.title"))
        looked("check")
        filing.send()
        looked("done")


@pytest.mark.parametrize("guide", load_forms().guide)
def test_a_guide_has_no_barrier(visit: Visit, guide: str) -> None:
    visit.open("/request")
    visit.page.get_by_role("button", name=SAY(f"guide.{guide}.title")).click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(SAY(f"guide.{guide}.title"))
    visit.settle()
    assert violations(visit) == []


def test_a_paper_is_sent_along(visit: Visit, store: RequestStore) -> None:
    filing = Filing(visit, FORMS["custody_document"], told={"paper_how": "upload"}).open()
    filing.fill_in()
    expect(filing.here.get_by_text("paper.pdf")).to_be_visible()
    reference, _ = filing.send()
    (request,) = store.search(OFFICER, reference)
    kinds = [event.act.kind for event in store.read(OFFICER, request).events]
    assert kinds == ["submitted", "document_added"]


def test_back_keeps_everything_and_a_problem_takes_the_focus(visit: Visit) -> None:
    filing = Filing(visit, FORMS["ask_office"]).open()
    filing.begin()
    question = FORMS["ask_office"].question("question")
    filing.answer(question)
    filing.at(f"{SAY('field.your_name.ask')} {SAY('page.optional')}")
    filing.box(FORMS["ask_office"].question("your_name")).fill("Kim")
    filing.press(SAY("page.back"))
    filing.at(SAY("field.question.ask"))
    expect(filing.box(question)).to_have_value("As said.")
    filing.box(question).fill("")
    filing.press(SAY("page.continue"))
    expect(visit.page.locator(".pa-alert")).to_contain_text(SAY("problem.missing"))
    expect(visit.page.locator(".pa-alert:focus")).to_be_visible()
    assert visit.page.title().startswith("Error: ")
    filing.box(question).fill("Again")
    filing.press(SAY("page.continue"))
    expect(filing.box(FORMS["ask_office"].question("your_name"))).to_have_value("Kim")


def test_a_request_leaves_no_trace_in_the_address_and_none_after_it_is_finished(visit: Visit) -> None:
    filing = Filing(visit, FORMS["ask_office"], told={"your_name": "Zebulon Quartermain"}).open()
    filing.fill_in()
    reference, code = filing.send()
    assert visit.page.url == f"{visit.url}/request"
    filing.press(SAY("page.done.finish"))
    filing.at(SAY("page.title"))
    page = visit.page.content()
    assert not [word for word in ("Quartermain", reference, code) if word in page]
    stored = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not [word for word in ("Quartermain", reference, code) if word in stored]
    assert not [address for address in visit.requests if "Quartermain" in address or code in address]


def saved(visit: Visit, button: str) -> Download:
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=SAY(button)).click()
    return waiting.value


def test_a_copy_is_saved_without_ever_having_an_address(visit: Visit, tmp_path: Path) -> None:
    filing = Filing(visit, FORMS["inspect_records"]).open()
    filing.fill_in()
    reference, code = filing.send()
    before = len(visit.requests)
    for button, ending in (("save_pdf", "pdf"), ("save_html", "html"), ("save_text", "txt")):
        file = saved(visit, f"page.done.{button}")
        assert file.suggested_filename == f"request-{reference}.{ending}"
        path = tmp_path / file.suggested_filename
        file.save_as(path)
        told = PdfReader(path).pages[0].extract_text() if ending == "pdf" else path.read_text("utf-8")
        for word in (reference, code, "Maya Lindqvist"):
            assert word in told, ending
    addresses = [address for address in visit.requests[before:] if not address.startswith("blob:")]
    assert [address for address in addresses if "/media/" in address] == []


def test_the_calendar_shows_day_zero_and_the_last_day(visit: Visit) -> None:
    filing = Filing(visit, FORMS["inspect_records"]).open()
    filing.fill_in()
    filing.send()
    calendar = visit.page.locator(".pa-calendar")
    expect(calendar.locator(".pa-zero")).to_have_count(1)
    expect(calendar.locator(".pa-counted")).to_have_count(9)
    expect(calendar.locator(".pa-last")).to_have_count(1)
    assert re.search(r"10 business days; Minn\. Stat\. 13\.04 subd\. 3", filing.here.inner_text())
