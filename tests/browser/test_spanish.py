"""A family whose phone speaks Spanish: the page, an answer, a document; and the switch to English and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from test_asking import violations
from visiting import PHONE, Visit, visiting

from assistant.i18n import words

pytestmark = pytest.mark.browser

SPANISH, ENGLISH = words("es"), words("en")
ANSWERED = "¿Qué tan pronto debe mostrarme la escuela el expediente de mi hijo?"
IN_SOMALI = "Waan rabaa inaan arko diiwaanka ubadkayga"


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Visit]:
    yield from visiting(browser, url, PHONE, locale="es-MX")


def language(visit: Visit) -> str:
    return str(visit.page.evaluate("document.documentElement.lang"))


def test_a_phone_in_spanish_meets_no_barrier(phone: Visit) -> None:
    phone.open()
    assert language(phone) == "es"
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(SPANISH("ask.title"))
    assert violations(phone) == [], "empty"
    assert phone.overflow() == 0
    for question in (ANSWERED, "How soon must the school show me my child's records?", IN_SOMALI, "🙂"):
        phone.ask(question)
        assert violations(phone) == [], question
        assert phone.overflow() == 0, question
    expect(phone.page.get_by_text(SPANISH("ask.interpreter"))).to_have_count(1)
    assert phone.page.locator("[lang=en] .pa-asked").count() == 1
    assert phone.foreign == []
    assert phone.complaints == []


def test_the_switch_changes_every_word_and_the_menu_closes(phone: Visit) -> None:
    phone.open()
    phone.page.get_by_test_id("stExpandSidebarButton").click()
    switch = phone.page.get_by_role("radiogroup", name=SPANISH("sidebar.language"))
    expect(switch.get_by_text("Español")).to_be_in_viewport()
    assert violations(phone) == [], "menu"
    switch.get_by_text("English").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(ENGLISH("ask.title"))
    phone.settle()
    assert language(phone) == "en"
    expect(phone.page.get_by_test_id("stSidebar").locator(".pa-district")).not_to_be_in_viewport()
    phone.ask(ANSWERED)
    assert language(phone) == "en"
    assert phone.page.locator("[lang=es] .pa-asked").count() == 1
    assert violations(phone) == [], "answered in Spanish on an English page"


def test_a_document_opens_in_the_language_of_the_page(phone: Visit) -> None:
    phone.open("/documents/policy?passage=5/1&language=es#5/1")
    assert language(phone) == "es"
    expect(phone.page.get_by_text(SPANISH("documents.cited"))).to_be_visible()
    assert violations(phone) == []
    assert phone.overflow() == 0
    phone.page.get_by_role("link", name=SPANISH("documents.all")).click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(SPANISH("documents.title"))
    assert language(phone) == "es"
