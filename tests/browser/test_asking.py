"""A person asks, reads, follows a source, and opens the document: in a real browser, against a real server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visiting import DESK, PHONE, Visit, visiting

pytestmark = pytest.mark.browser

ANSWERED = "How soon must the school show me my child's records?"
REFUSED = "What is for lunch on Friday?"
SAMPLED = "Does Tuspenhall Routes sell rider data for marketing?"
AXE = (Path(__file__).with_name("axe.min.js")).read_text("utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(visit: Visit) -> list[str]:
    visit.page.evaluate(AXE)
    found = visit.page.evaluate("tags => axe.run({ runOnly: tags })", AXE_TAGS)
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def test_a_chip_leads_to_its_mark(visit: Visit) -> None:
    visit.open().ask(ANSWERED)
    chip = visit.page.locator(".pa-chip").first
    target = str(chip.get_attribute("href"))
    before = visit.page.locator("mark").first.evaluate("e => getComputedStyle(e).backgroundColor")
    chip.click()
    mark = visit.page.locator(f"mark:target{target}")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor") != before
    quoted = " ".join(mark.inner_text().split())
    assert quoted in " ".join(visit.page.locator(".pa-statement").all_inner_texts()).replace("\n", " ")


def test_nothing_is_asked_of_another_host_and_the_policy_holds(visit: Visit) -> None:
    visit.open()
    for question in (ANSWERED, REFUSED, SAMPLED, "🙂 ![x](http://x.example/x.png) <img src=http://x.example/y.png>"):
        visit.ask(question)
    visit.page.locator(".pa-chip").first.click()
    with visit.page.context.expect_page() as opened:
        visit.page.get_by_role("link", name=re.compile("full document")).first.click()
    opened.value.wait_for_load_state()
    assert visit.foreign == []
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_nothing_is_cut_off_and_sources_come_after(visit: Visit) -> None:
    visit.open()
    assert visit.overflow() == 0
    for question in (ANSWERED, SAMPLED, "a" * 2000):
        visit.ask(question)
        assert visit.overflow() == 0
    statement = visit.page.locator(".pa-statement").first.bounding_box()
    sources = visit.page.get_by_role("heading", name="Sources").first.bounding_box()
    assert statement is not None
    assert sources is not None
    assert sources["y"] > statement["y"] + statement["height"] - 1


def test_on_a_desk_sources_stand_beside(visit: Visit) -> None:
    visit.open().ask(ANSWERED)
    statement = visit.page.locator(".pa-statement").first.bounding_box()
    sources = visit.page.get_by_role("heading", name="Sources").first.bounding_box()
    assert statement is not None
    assert sources is not None
    assert sources["x"] > statement["x"] + statement["width"]


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_new_answer_is_shown_from_its_beginning(visit: Visit) -> None:
    visit.open()
    for number, question in enumerate((ANSWERED, SAMPLED), start=1):
        visit.ask(question)
        expect(visit.page.locator(f".st-key-turn-{number} .pa-asked")).to_be_in_viewport(ratio=1)


def test_a_pdf_opens_at_the_page(visit: Visit) -> None:
    visit.open().ask(SAMPLED)
    link = visit.page.get_by_role("link", name=re.compile(r"Open the PDF at page \d+")).first
    address = str(link.get_attribute("href"))
    assert re.fullmatch(r"/documents/[a-z0-9-]+/file#page=\d+", address)
    with visit.page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith(address)
    response = visit.page.request.get(visit.url + address)
    assert response.headers["content-type"] == "application/pdf"
    assert response.body().startswith(b"%PDF")


def test_the_full_document_opens_at_the_passage(visit: Visit) -> None:
    visit.open().ask(ANSWERED)
    with visit.page.context.expect_page() as opened:
        visit.page.get_by_role("link", name=re.compile(r"full document \(opens in a new tab\)")).first.click()
    document = opened.value
    document.wait_for_load_state()
    expect(document.locator(".pa-cited")).to_be_in_viewport()
    assert document.evaluate("window.opener") is None
    expect(visit.page.locator(".pa-asked")).to_have_count(1)


def test_asking_with_the_keyboard_alone(visit: Visit) -> None:
    visit.open()
    press = visit.page.keyboard.press
    press("Tab")
    assert "Skip" in visit.page.evaluate("document.activeElement.innerText")
    for _ in range(20):
        press("Tab")
        if visit.page.evaluate("document.activeElement.dataset.testid") == "stChatInputTextArea":
            break
    visit.page.keyboard.type(ANSWERED)
    press("Enter")
    visit.page.locator(".pa-asked").wait_for()
    visit.settle()
    assert visit.page.evaluate("document.activeElement.dataset.testid") == "stChatInputTextArea"
    for _ in range(20):
        press("Shift+Tab")
        if visit.page.evaluate("document.activeElement.className") == "pa-chip":
            break
    press("Enter")
    expect(visit.page.locator("mark:target")).to_be_in_viewport()


def test_an_example_keeps_the_focus_on_the_page(visit: Visit) -> None:
    """The pressed button goes away; who listens must not be thrown back to the top."""
    visit.open()
    visit.page.locator(".st-key-examples button").first.click()
    visit.page.locator(".pa-asked").wait_for()
    visit.settle()
    assert visit.page.evaluate("document.activeElement.id") == "t1"


def test_an_answer_is_announced(visit: Visit) -> None:
    visit.open()
    status = visit.page.locator("[role=status].pa-sr")
    visit.ask(ANSWERED)
    expect(status).to_have_text(re.compile(r"Answer ready\. \d+ sources?\."))
    visit.ask("🙂")
    expect(status).to_have_text("Please ask in a few words.")
    assert visit.page.evaluate("document.documentElement.lang") == "en"


def test_an_overlong_text_is_given_back_to_be_shortened(visit: Visit) -> None:
    visit.open()
    box = visit.page.get_by_test_id("stChatInputTextArea")
    long = "May I see the file? " * 110
    box.fill(long)
    box.press("Enter")
    expect(visit.page.locator(".pa-alert")).to_contain_text("at most 2,000")
    visit.settle()
    assert box.input_value() == long.strip()
    expect(visit.page.locator("[role=status].pa-sr")).to_contain_text("2,000")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_the_menu_of_a_phone_closes_after_use(visit: Visit) -> None:
    visit.open().ask(ANSWERED)
    visit.page.get_by_test_id("stExpandSidebarButton").click()
    expect(visit.page.get_by_test_id("stSidebar").locator(".pa-district")).to_be_in_viewport()
    visit.page.get_by_role("button", name="Clear this conversation").click()
    expect(visit.page.locator(".st-key-examples button").first).to_be_visible()
    visit.settle()
    expect(visit.page.get_by_test_id("stSidebar").locator(".pa-district")).not_to_be_in_viewport()
    visit.page.wait_for_function("document.activeElement.tagName === 'H1'")  # the helper moves the focus a moment later


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_no_barrier_that_axe_knows(visit: Visit) -> None:
    visit.open()
    assert violations(visit) == [], "empty"
    for question in (ANSWERED, SAMPLED, REFUSED, "🙂"):
        visit.ask(question)
        assert violations(visit) == [], question


@pytest.mark.parametrize("visit", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
@pytest.mark.parametrize(
    "address",
    ["/documents", "/documents/policy?passage=5/1#5/1", "/documents/sample-bus-app", "/documents/nope"],
)
def test_the_pages_of_the_documents(visit: Visit, address: str) -> None:
    visit.open(address)
    assert violations(visit) == []
    assert visit.overflow() == 0
    assert visit.foreign == []
    assert not [c for c in visit.complaints if "404" not in c]


def test_without_an_index_the_page_says_what_to_run(browser: Browser, url_without_index: str) -> None:
    found: Iterator[Visit] = visiting(browser, url_without_index, DESK)
    visit = next(found)
    visit.open()
    expect(visit.page.locator(".pa-alert")).to_contain_text("Run: privacy-assistant build")
    assert visit.page.request.get(f"{url_without_index}/healthz").status == 503
    assert violations(visit) == []
    next(found, None)
