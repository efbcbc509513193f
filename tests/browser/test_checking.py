"""A clerk at the counter: from what somebody wants to a decision on paper, in a real browser, against a real server."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from test_asking import violations
from visiting import DESK, PHONE, Visit, serve, visiting

from assistant.i18n import words
from assistant.settings import Settings

pytestmark = pytest.mark.browser
SAY = words("en", "disclosure")
COP = "cop at desk wants schedule, no warrant"
# Streamlit looks for its own addresses under the page's first.
PROBES = re.compile(r"404 \(Not Found\)")


@pytest.fixture(scope="module")
def staff_url(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    serving = serve(built_settings, tmp_path_factory.mktemp("staff") / "log.txt")
    with pytest.MonkeyPatch.context() as patch:  # for this server alone
        patch.setenv("PRIVACY_ASSISTANT_LOCAL_ROLE", "staff")
        address = next(serving)
    yield address
    serving.close()


@pytest.fixture
def desk(browser: Browser, staff_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    yield from visiting(browser, staff_url, getattr(request, "param", DESK))


def opened(visit: Visit, address: str = "/check") -> Visit:
    visit.open(address)
    visit.page.get_by_role("heading", level=1).wait_for()
    visit.settle()
    return visit


def step(visit: Visit) -> str:
    return visit.page.locator("#check-step").inner_text()


def press(visit: Visit, name: str) -> None:
    """A button, and what it leads to drawn and announced."""
    leading_on(visit, visit.page.get_by_role("button", name=name, exact=True).click)


def leading_on(visit: Visit, act: Callable[[], None]) -> None:
    before = step(visit) if visit.page.locator("#check-step").count() else ""
    act()
    visit.page.wait_for_function(
        "was => ![was, undefined].includes(document.querySelector('#check-step')?.innerText)", arg=before
    )
    visit.settle()


def to_purpose(visit: Visit) -> Visit:
    visit.page.get_by_label(SAY("check.text.label")).fill(COP)
    press(visit, SAY("check.text.go"))
    press(visit, SAY("check.facts.go"))
    return visit


def to_question(visit: Visit) -> Visit:
    to_purpose(visit).page.get_by_role("combobox").click()
    visit.page.keyboard.type("police or imm")
    visit.page.keyboard.press("Enter")
    press(visit, SAY("check.question.go"))
    return visit


def to_decision(visit: Visit) -> Visit:
    to_question(visit)
    press(visit, SAY("check.question.no"))
    press(visit, SAY("consent.none"))
    expect(visit.page.locator(".pa-outcome")).to_be_visible()
    return visit


def tab_to(visit: Visit, words: str) -> None:
    """Forward by the Tab key alone, to the control of that name."""
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        name = visit.page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText.trim()"
        )
        if name == words:
            return
    pytest.fail(f"The Tab key does not lead to {words!r}.")


def enter(visit: Visit, name: str) -> None:
    """The button of that name by the keyboard alone; the focus then waits at what comes next."""
    tab_to(visit, name)
    leading_on(visit, lambda: visit.page.keyboard.press("Enter"))
    visit.page.wait_for_function("() => document.activeElement.id === 'check-step'")


def test_from_words_to_a_decision_with_the_keyboard_alone(desk: Visit) -> None:
    opened(desk)
    tab_to(desk, SAY("check.text.label"))
    desk.page.keyboard.type(COP)
    enter(desk, SAY("check.text.go"))
    enter(desk, SAY("check.facts.go"))
    assert step(desk) == SAY("ask.purpose")
    tab_to(desk, SAY("ask.purpose"))
    desk.page.keyboard.type("police or imm")
    desk.page.keyboard.press("Enter")
    desk.settle()
    enter(desk, SAY("check.question.go"))
    enter(desk, SAY("check.question.no"))
    enter(desk, SAY("consent.none"))
    assert step(desk) == SAY("outcome.consent.word")
    expect(desk.page.locator("[role=status].pa-sr")).to_contain_text(SAY("outcome.consent.word"))


@pytest.mark.parametrize("desk", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_no_barrier_that_axe_knows_and_nothing_cut_off(desk: Visit) -> None:
    opened(desk)
    for name, go in (("start", opened), ("purpose", to_purpose)):
        go(desk)
        assert violations(desk) == [], name
        assert desk.overflow() == 0, name
    desk.page.get_by_role("button", name=SAY("check.question.again")).click()
    expect(desk.page.get_by_label(SAY("check.text.label"))).to_be_visible()
    desk.settle()
    for name, go in (("question", to_question), ("decision", _on_to_decision)):
        go(desk)
        assert violations(desk) == [], name
        assert desk.overflow() == 0, name
    assert desk.foreign == []
    assert [told for told in desk.complaints if not PROBES.search(told)] == []


def _on_to_decision(visit: Visit) -> Visit:
    press(visit, SAY("check.question.no"))
    press(visit, SAY("consent.none"))
    return visit


@pytest.mark.parametrize("desk", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_the_rules_can_be_read_by_everyone_who_may(desk: Visit) -> None:
    opened(desk, "/rules")
    desk.page.locator(".pa-row summary").nth(3).click()
    assert violations(desk) == []
    assert desk.overflow() == 0
    assert desk.foreign == []


@pytest.mark.parametrize("desk", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_a_new_question_and_the_decision_are_in_sight(desk: Visit) -> None:
    to_question(opened(desk))
    expect(desk.page.locator("#check-step")).to_be_in_viewport(ratio=1)
    _on_to_decision(desk)
    expect(desk.page.locator(".pa-outcome")).to_be_in_viewport(ratio=1)
    assert contrast(desk, ".pa-yields p") >= 4.5, "the greyed layers"


def contrast(visit: Visit, css: str) -> float:
    """Of the last such text in its list item: axe passes over what it cannot measure."""
    ratio = visit.page.locator(css).last.evaluate("""e => {
            const light = css => {
                const [r, g, b] = css.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
                    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                return 0.2126 * r + 0.7152 * g + 0.0722 * b
            }
            const ink = light(getComputedStyle(e).color)
            const ground = light(getComputedStyle(e.closest('li')).backgroundColor)
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
        }""")
    return float(ratio)


def test_the_papers_come_as_pdf_and_a_citation_leads_to_its_card(desk: Visit) -> None:
    to_decision(opened(desk))
    for paper in ("record", "consent"):
        with desk.page.expect_download() as download:
            desk.page.get_by_role("button", name=SAY(f"verdict.papers.{paper}")).click()
        assert download.value.suggested_filename == SAY(f"verdict.papers.{paper}_name")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    with desk.page.context.expect_page() as card:
        desk.page.locator(".pa-cites a").first.click()
    expect(card.value.get_by_role("heading", level=1)).to_have_text("34 CFR 99.30")
    assert step(desk) == SAY("outcome.consent.word")


# ---- who gets in


def test_a_visitor_without_a_role_meets_the_gate_and_no_banner(browser: Browser, url: str) -> None:
    for visit in visiting(browser, url, DESK):
        for address in ("/check", "/rules"):
            opened(visit, address)
            expect(visit.page.get_by_role("heading", level=1)).to_have_text(SAY("gate.title"))
            assert visit.page.locator(".pa-local").count() == 0
            assert visit.page.get_by_role("link", name=SAY("check.nav")).count() == 0


def test_through_a_proxy_the_role_is_gone(browser: Browser, staff_url: str) -> None:
    """The same server, the same machine: only a proxy of which the connection tells stands between."""
    for visit in visiting(browser, staff_url, DESK):
        expect(opened(visit).page.locator(".pa-local")).to_be_visible()
    for sent, local in ((b"X-Forwarded-For: 127.0.0.1\r\n", False), (b"Via: 1.1 gate\r\n", False), (b"", True)):
        with Proxy(staff_url, sent) as address:
            for visit in visiting(browser, address, DESK):
                opened(visit)
                assert visit.page.locator(".pa-local").count() == int(local), sent
                assert (visit.page.get_by_role("heading", level=1).inner_text() != SAY("gate.title")) == local, sent


class Proxy:
    """A reverse proxy that adds `sent` to the head of each connection it passes on."""

    def __init__(self, server: str, sent: bytes) -> None:
        self._port = int(server.rpartition(":")[2])
        self._sent = sent
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        starting = asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(timeout=10)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    async def _hang_up(self) -> None:
        self._server.close()
        going = asyncio.all_tasks() - {asyncio.current_task()}
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    async def _pass_on(self, visitor: asyncio.StreamReader, to_visitor: asyncio.StreamWriter) -> None:
        head = await visitor.readuntil(b"\r\n\r\n")
        server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        request, _, rest = head.partition(b"\r\n")
        to_server.write(request + b"\r\n" + self._sent + rest)
        await asyncio.gather(self._copy(visitor, to_server), self._copy(server, to_visitor))

    @staticmethod
    async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while part := await source.read(65536):
            target.write(part)
            await target.drain()
        target.close()
