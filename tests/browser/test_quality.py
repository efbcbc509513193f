"""Two pages that show figures: the report of the evaluations, a file of its own, and the app's page for parents."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from visiting import DESK, PHONE, Visit, serve, visiting

from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.retrieval.search import RECIPE
from assistant.settings import Settings
from evals.baseline import accept, save
from evals.bench import Bench
from evals.cases import load_all
from evals.page import write_page
from evals.report import Report, build_report
from evals.suites import SUITES, load_facts

pytestmark = pytest.mark.browser

AXE = (Path(__file__).with_name("axe.min.js")).read_text("utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({ runOnly: tags })", AXE_TAGS)
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


@pytest.fixture(scope="module")
def report(index: Index, encoder: SentenceEncoder) -> Report:
    bench = Bench(index=index, encoder=encoder, calibration=None, recipe=RECIPE)
    runs = [bench.run(case) for case in load_all()[::6]]
    first = build_report(bench, runs, load_facts(), tuple(SUITES))
    passing = accept(first, accepted_on=date(2026, 11, 24)).model_copy(
        update={"passed": {f"{s.suite} {s.case_id}": True for s in first.scores}}
    )
    return build_report(bench, runs, load_facts(), tuple(SUITES), accepted=passing)


@pytest.fixture(scope="module")
def report_file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_page(report, path)
    return path


@VIEWS
def test_the_report_opens_alone_and_breaks_no_rule_of_access(
    browser: Browser, report_file: Path, view: dict[str, int]
) -> None:
    context = browser.new_context(viewport=view)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda r: asked.append(r.url))
    context.on("console", lambda m: complaints.append(m.text))
    page.goto(report_file.as_uri())
    assert page.get_by_role("heading", level=1).inner_text().startswith("Red")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert complaints == []
    assert violations(page) == []
    context.close()


def test_the_report_shows_its_charts_and_prints(browser: Browser, report_file: Path) -> None:
    page = browser.new_page()
    page.goto(report_file.as_uri())
    curves = page.get_by_role("img")
    assert curves.count() == 3
    for n in range(curves.count()):
        box = curves.nth(n).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 100
    assert page.locator(".track").count() > 40
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
    page.close()


@pytest.fixture(scope="module")
def measured_url(built_settings: Settings, report: Report, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose baseline is the report above."""
    folder = tmp_path_factory.mktemp("measured")
    save(accept(report, accepted_on=date(2026, 11, 24)), folder / "baseline.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "PRIVACY_ASSISTANT_BASELINE_FILE", str(folder / "baseline.json"))
        yield from serve(built_settings, folder / "log.txt")


@VIEWS
def test_the_page_for_parents(browser: Browser, measured_url: str, view: dict[str, int]) -> None:
    for visit in visiting(browser, measured_url, view):
        visit.open()
        _follow(visit, "How well does it work?")
        assert visit.page.locator(".pa-track").count() >= 7
        assert visit.page.locator(".pa-stack").first.is_visible()
        assert visit.overflow() == 0
        assert violations(visit.page) == []
        assert visit.foreign == []
        assert visit.complaints == []


def _follow(visit: Visit, name: str) -> None:
    """Through the menu, which a phone opens first and which closes after."""
    link = visit.page.get_by_role("link", name=name)
    if not link.is_visible() or visit.page.viewport_size == PHONE:
        visit.page.get_by_test_id("stExpandSidebarButton").click()
        link.wait_for()
    link.click()
    visit.page.get_by_role("heading", level=1, name=name).wait_for()
    visit.settle()
