"""What is held, as a visitor finds it: the About page, a card behind a citation, and the staff's list."""

import pytest
from playwright.sync_api import Browser, expect
from test_asking import violations
from visiting import DESK, PHONE, visiting

from assistant.i18n import words

pytestmark = pytest.mark.browser
SAY = words("en")


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
def test_what_is_held_can_be_read_by_everyone(browser: Browser, url: str, view: dict[str, int]) -> None:
    for visit in visiting(browser, url, view):
        visit.open()
        if view == PHONE:
            visit.page.get_by_test_id("stExpandSidebarButton").click()
        visit.page.get_by_role("link", name=SAY("documents.title")).click()
        visit.page.get_by_role("heading", level=1, name=SAY("documents.title")).wait_for()
        visit.settle()
        assert violations(visit) == [], "about"
        assert visit.overflow() == 0
        with visit.page.expect_popup() as opening:
            visit.page.get_by_role("link", name=SAY("golive.title")).click()
        expect(opening.value.get_by_role("heading", level=1)).to_have_text(SAY("golive.title"))
        for address in ("/before-you-go-live", "/documents", "/authorities/34-cfr-99-10-b", "/authorities/nope"):
            visit.open(address)
            assert violations(visit) == [], address
            assert visit.overflow() == 0, address
        assert visit.foreign == []
        assert [told for told in visit.complaints if "404" not in told] == []


def test_a_citation_leads_to_its_card_and_the_card_to_the_guide(browser: Browser, url: str) -> None:
    for visit in visiting(browser, url, DESK):
        visit.open().ask("How soon must the school show me my child's records?")
        cite = visit.page.locator(".pa-card .pa-facts a").first
        name = cite.evaluate("link => link.firstChild.textContent")
        with visit.page.expect_popup() as opening:
            cite.click()
        card = opening.value
        expect(card.get_by_role("heading", level=1)).to_have_text(name)
        card.locator(".pa-list a").first.click()
        expect(card.locator(".pa-cited")).to_be_in_viewport()
