"""Copying, printing, keeping and reporting an answer, with a real clipboard, a real sheet of paper and a real phone."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader
from test_asking import ANSWERED, REFUSED, violations
from visiting import DESK, PHONE, Visit, serve, visiting

from assistant.answering.receipt import parse
from assistant.answering.reporting import FILE
from assistant.i18n import words
from assistant.settings import Settings

pytestmark = pytest.mark.browser

SAY, SPANISH = words("en"), words("es")
IN_SPANISH = "¿Cuánto tiempo tiene la escuela para mostrarme el expediente?"
STATUS = "[role=status].pa-sr"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def own_url(built_settings: Settings, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that keeps reports in a folder of this test's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIVACY_ASSISTANT_DATA_DIR", str(data))
        yield from serve(built_settings, tmp_path_factory.mktemp("server") / "log.txt")


@pytest.fixture
def desk(browser: Browser, own_url: str) -> Iterator[Visit]:
    yield from visiting(browser, own_url, DESK)


@pytest.fixture
def phone(browser: Browser, own_url: str) -> Iterator[Visit]:
    yield from visiting(browser, own_url, PHONE, locale="es-MX")


def kept(data: Path) -> list[dict[str, Any]]:
    file = data / "reports" / FILE
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def printed(visit: Visit) -> str:
    pages = PdfReader(io.BytesIO(visit.page.pdf())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def statement(visit: Visit) -> str:
    return visit.page.locator(".pa-statement span, .pa-statement").first.inner_text().split("\n")[0][:60]


def test_copy_puts_the_answer_with_its_sources_on_the_clipboard(desk: Visit) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open().ask(ANSWERED)
    desk.page.get_by_role("button", name=SAY("actions.copy"), exact=True).click()
    expect(desk.page.locator(STATUS)).to_have_text(SAY("actions.copied"))
    copied = str(desk.page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"Question: {ANSWERED}")
    assert statement(desk) in copied
    assert "\n[1] " in copied
    expect(desk.page.get_by_role("button", name=SAY("actions.copied"))).to_be_visible()
    expect(desk.page.get_by_role("button", name=SAY("actions.copy"), exact=True)).to_be_visible(timeout=8_000)


def test_copy_works_where_the_browser_has_no_clipboard(desk: Visit) -> None:
    """As on an address that is neither this machine nor encrypted."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open().ask(ANSWERED)
    desk.page.evaluate("navigator.clipboard.writeText('before')")
    desk.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    desk.page.get_by_role("button", name=SAY("actions.copy"), exact=True).click()
    expect(desk.page.locator(STATUS)).to_have_text(SAY("actions.copied"))
    assert str(desk.page.evaluate("navigator.clipboard.readText()")).startswith("Question: ")
    assert desk.page.evaluate("document.activeElement.className") == "pa-act"


def test_print_puts_one_answer_alone_on_the_sheet(desk: Visit) -> None:
    desk.open().ask(ANSWERED)
    desk.ask("Who may see health records?")
    desk.page.locator(".st-key-actions-1").get_by_role("button", name=SAY("actions.print")).click()
    told = printed(desk)
    assert f"Question: {ANSWERED}" in told
    assert statement(desk) in told
    assert re.search(r"Answered on \w+ \d+, 20\d\d, \d\d:\d\d UTC", told)
    assert SAY("ask.not_advice") in told
    assert "health records?" not in told
    for chrome in (SAY("sidebar.documents"), SAY("ask.placeholder"), SAY("actions.copy"), SAY("ask.title")):
        assert chrome not in told
    assert desk.page.url == f"{desk.url}/"
    desk.page.keyboard.press("Shift")
    expect(desk.page.locator(".pa-sheet")).to_have_count(0)
    whole = printed(desk)
    assert "health records?" in whole
    assert SAY("actions.report.tap") not in whole


def test_the_receipt_is_a_file_that_verifies(desk: Visit) -> None:
    desk.open().ask(ANSWERED)
    with desk.page.expect_download() as downloading:
        desk.page.get_by_role("button", name=SAY("actions.receipt")).click()
    assert downloading.value.suggested_filename == SAY("actions.receipt_file")
    receipt = parse(Path(downloading.value.path()).read_bytes(), name="receipt")
    assert receipt.question == ANSWERED
    assert receipt.statements


def test_a_report_takes_one_tap_is_announced_and_keeps_the_focus(desk: Visit, data: Path) -> None:
    desk.open().ask(REFUSED)
    before = len(kept(data))
    desk.page.get_by_role("button", name=SAY("actions.report.tap")).click()
    expect(desk.page.locator(".pa-thanks")).to_have_text(SAY("actions.report.thanks"))
    expect(desk.page.locator(STATUS)).to_have_text(SAY("actions.report.thanks"))
    expect(desk.page.locator("#thanks-1")).to_be_focused()
    assert len(kept(data)) == before + 1
    assert kept(data)[-1]["question"] == REFUSED
    assert desk.complaints == []
    assert desk.foreign == []


def test_on_a_phone_in_spanish_everything_fits_and_meets_no_barrier(phone: Visit, data: Path) -> None:
    before = len(kept(data))
    phone.open().ask(IN_SPANISH)
    row = phone.page.locator(".st-key-actions-1")
    expect(row.get_by_role("button")).to_have_count(4)
    for button in row.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= PHONE["width"]
    assert violations(phone) == [], "answered"
    assert phone.overflow() == 0
    row.get_by_role("button", name=SPANISH("actions.print")).click()
    assert phone.overflow() == 0
    assert violations(phone) == [], "printed"
    row.get_by_role("button", name=SPANISH("actions.report.tap")).click()
    expect(phone.page.locator(".pa-thanks")).to_have_text(SPANISH("actions.report.thanks"))
    phone.settle()
    assert violations(phone) == [], "thanked"
    phone.page.get_by_role("button", name=SPANISH("actions.report.more")).click()
    phone.page.get_by_text(SPANISH("actions.why.unclear")).click()
    phone.page.get_by_role("textbox", name=SPANISH("actions.report.text")).fill("No entiendo el plazo")
    assert violations(phone) == [], "saying more"
    assert len(kept(data)) == before + 1
    assert phone.overflow() == 0
    phone.page.get_by_role("button", name=SPANISH("actions.report.send")).click()
    expect(phone.page.locator(STATUS)).to_have_text(SPANISH("actions.report.sent"))
    last = kept(data)[-1]
    assert (last["why"], last["text"], last["language"]) == ("unclear", "No entiendo el plazo", "es")
    assert phone.complaints == []


def test_the_row_is_reached_and_used_with_the_keyboard_alone(desk: Visit) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open().ask(ANSWERED)
    desk.page.locator(".pa-chip").last.focus()
    for _ in range(3):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("document.activeElement.className") == "pa-act":
            break
    outline = desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(STATUS)).to_have_text(SAY("actions.copied"))
