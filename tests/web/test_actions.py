"""What can be done with an answer: copied, printed, kept as a receipt, and reported as wrong."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answering.receipt import parse
from assistant.answering.reporting import CHOICES, FILE
from assistant.answering.response import Answer, AskedPart, Elapsed, Governing, Refusal, Statement
from assistant.i18n import Words, words
from assistant.settings import Settings
from assistant.web import actions, runtime
from assistant.web.copying import copied_text
from assistant.web.printing import sheet_html
from assistant.web.runtime import Holdings
from assistant.web.sources import Shown, place, show

SAY = words("en")
QUESTION = "How soon must the school show me my child's records?"
NOT_HELD = "What is for lunch on Friday?"
NAMED = "How soon must the school show me the records of Ayaan Warsame? Write to a.warsame@example.com"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
GUIDE, POLICY, SAMPLE = "guide-access#how-soon/1", "policy#5/1", "sample-reading-app#3.2/1"


@pytest.fixture
def held(serving: Settings) -> Holdings:
    return runtime.runtime().holdings()


def shown(held: Holdings, *quoted: tuple[str, int], language: str = "en", parts: tuple[str, ...] = ()) -> Shown:
    """An answer that quotes those sentences of those passages, one part of the question after another."""
    statements = []
    for number, (passage_id, at) in enumerate(quoted):
        passage = held.index.by_id[passage_id]
        statements.append(Statement.of(passage, passage.sentences[at], language, part=number if parts else 0))
    answer = Answer(
        question="How <soon>?",
        audience="family",
        language=language,
        statements=tuple(statements),
        parts=tuple(AskedPart(text=part) for part in parts),
        confidence=0.9,
        calibrated=True,
        elapsed_ms=Elapsed(encode=1, search=1, compose=1, total=3),
    )
    return show(answer, held=held)


def sheet(one: Shown, say: Words) -> str:
    return sheet_html(one, asked_at=NOON, district="A District", say=say)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# ---- Copy and print


def test_what_is_copied_carries_its_sources(held: Holdings) -> None:
    text = copied_text(shown(held, (POLICY, 0), (GUIDE, 0), (POLICY, 0)), say=SAY)
    policy, guide = held.index.by_id[POLICY], held.index.by_id[GUIDE]
    assert f"{policy.text} [1]" in text
    assert f"{guide.quote(guide.sentences[0])} [2]" in text
    assert f"[1] {policy.title}, {place(policy)}. District policy" in text
    assert text.count("\n[1] ") == 1
    assert f"Rests on: {'; '.join(guide.authorities)}" in text
    assert SAY("source.guidance") in text
    assert SAY("source.memory") in text
    assert text.startswith("Question: How <soon>?")
    assert text.endswith(SAY("ask.not_advice"))


def test_a_sample_is_marked_wherever_it_goes(held: Holdings) -> None:
    one = shown(held, (SAMPLE, 0))
    quote = one.response.statements[0].text
    assert f"{quote} (SAMPLE) [1]" in copied_text(one, say=SAY)
    assert f"{quote} (SAMPLE) [1]" in plain(sheet(one, SAY))
    for out in (copied_text(one, say=SAY), plain(sheet(one, SAY))):
        assert SAY("source.sample_note") in out
        assert SAY("source.page", n=one.sources[0].pages[0]) in out


def test_a_translation_never_goes_without_the_original(held: Holdings) -> None:
    say = words("es")
    one = shown(held, (GUIDE, 0), language="es")
    original = one.response.statements[0].citations[0].quote
    assert one.response.statements[0].basis == "paired"
    for out in (copied_text(one, say=say), plain(sheet(one, say))):
        assert one.response.statements[0].text in out
        assert original in out
        assert say("ask.unreviewed") in out
    assert f'<blockquote class="pa-sheet-lines" lang="en">{original.replace(chr(39), "&#x27;")}' in sheet(one, say)
    assert sheet(one, say).startswith('<div lang="es">')


def test_the_parts_of_a_question_head_their_statements(held: Holdings) -> None:
    one = shown(held, (GUIDE, 0), (POLICY, 0), parts=("how soon", "which rights"))
    for out in (copied_text(one, say=SAY), plain(sheet(one, SAY))):
        places = [out.index(text) for text in ("how soon", one.response.statements[0].text[:40], "which rights")]
        assert places == sorted(places)


def test_help_comes_first_and_the_law_that_governs_comes_last(held: Holdings) -> None:
    one = shown(held, (GUIDE, 0))
    clocks = [
        {"limit": "a", "law": "minnesota", "amount": 10, "unit": "business days", "citation": ("Minn. Stat. 13.04",)},
        {"limit": "b", "law": "federal", "amount": 45, "unit": "calendar days", "citation": ("34 CFR 99.10(b)",)},
    ]
    differing = Governing.model_validate({"duty": "a", "clocks": [clock | {"mark": "M"} for clock in clocks]})
    passage = held.index.by_id[POLICY]
    help_now = Statement.of(passage, passage.sentences[0], "en")
    change = {"signposts": (help_now,), "signposting": True, "governing": (differing,)}
    both = show(one.response.model_copy(update=change), held=held)
    for out in (copied_text(both, say=SAY), plain(sheet(both, SAY))):
        said = (
            SAY("ask.help_now"),
            one.response.statements[0].text,
            SAY("ask.laws_differ"),
            "Minnesota law: 10 business days (Minn. Stat. 13.04). Not yet checked",
            "Federal law: 45 calendar days (34 CFR 99.10(b)).",
            SAY("ask.governs.shorter", law="Minnesota law"),
        )
        places = [out.index(text) for text in said]
        assert places == sorted(places)


def test_a_part_without_an_answer_says_so(held: Holdings) -> None:
    one = shown(held, (GUIDE, 0))
    parts = (AskedPart(text="how soon"), AskedPart(text="and for lunch", reason="out_of_scope"))
    both = show(one.response.model_copy(update={"parts": parts}), held=held)
    for out in (copied_text(both, say=SAY), plain(sheet(both, SAY))):
        assert SAY("ending.out_of_scope") in out[out.index("and for lunch") :]


def test_a_silence_is_headed_as_one(held: Holdings) -> None:
    answer = shown(held, (GUIDE, 0)).response
    change = {"outcome": "refusal", "reason": "documents_silent"}
    silent = show(Refusal.model_validate(answer.model_dump() | change), held=held)
    assert SAY("ending.documents_silent") in copied_text(silent, say=SAY)
    assert SAY("ending.documents_silent") in plain(sheet(silent, SAY))


def test_a_sheet_holds_quotes_places_dates_and_nothing_that_runs(held: Holdings) -> None:
    one = shown(held, (POLICY, 0), (GUIDE, 0))
    html = sheet(one, SAY)
    told = plain(html)
    assert "A District" in told
    assert "Answered on November 24, 2026, 12:00 UTC" in told
    assert "How &lt;soon&gt;?" in html
    for source in one.sources:
        assert " ".join(source.passage.text[slice(*source.quotes[0])].split()) in told
        assert source.document.version in told
    assert " id=" not in html
    assert "href" not in html


# ---- The row on the page


@pytest.fixture
def own(built_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The project's documents, and a data folder of this test's own."""
    settings = built_settings.model_copy(update={"data_dir": tmp_path / "data"})
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(settings))
    return settings


@pytest.fixture
def page(own: Settings) -> AppTest:
    return AppTest.from_file(str(Path(runtime.__file__).with_name("main.py")), default_timeout=60).run()


def ask(page: AppTest, question: str) -> AppTest:
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return page


def reports(own: Settings) -> list[dict[str, Any]]:
    file = own.data_dir / actions.FOLDER / FILE
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def receipts(page: AppTest) -> list[str]:
    return [str(element.key) for element in cast(list[Any], page.get("download_button"))]


def thanks(page: AppTest) -> list[str]:
    bodies = [element.proto.body for element in cast(list[Any], page.get("html"))]
    return [plain(body) for body in bodies if 'class="pa-thanks"' in body]


def test_an_answer_can_be_kept_and_reported_and_a_refusal_only_reported(page: AppTest) -> None:
    ask(ask(page, QUESTION), NOT_HELD)
    assert len(receipts(page)) == 1
    assert [b.key for b in page.button if str(b.key).startswith("report-")] == ["report-1", "report-2"]


def test_the_receipt_of_the_page_can_be_read_and_stays_the_same(page: AppTest) -> None:
    ask(page, NAMED)
    first = page.session_state["done"][1].receipt
    receipt = parse(first.encode(), name="receipt")
    assert receipt.statements
    for personal in ("Ayaan", "Warsame", "example.com"):
        assert personal not in first
    ask(page, QUESTION)
    assert page.session_state["done"][1].receipt == first
    assert page.session_state["done"][2].receipt != first


def test_one_tap_keeps_a_report_and_says_thanks(page: AppTest, own: Settings) -> None:
    ask(page, NAMED)
    assert reports(own) == []
    page.button(key="report-1").click().run()
    assert not page.exception
    (kept,) = reports(own)
    assert (kept["why"], kept["text"], kept["outcome"]) == ("unsaid", None, "answer")
    assert kept["passage_ids"]
    assert kept["index_digest"] == runtime.runtime().holdings().index.digest
    assert thanks(page) == [SAY("actions.report.thanks")]
    assert not [b for b in page.button if b.key == "report-1"]
    for personal in ("Ayaan", "Warsame", "example.com"):
        assert personal not in json.dumps(kept)
    page.run()
    assert len(reports(own)) == 1


def test_more_is_kept_only_when_it_is_sent_and_masked(page: AppTest, own: Settings) -> None:
    ask(page, QUESTION)
    page.button(key="report-1").click().run()
    page.radio(key="why-1").set_value("not_in_source")
    page.text_area(key="text-1").set_value("My son Ayaan Warsame waited, write a.warsame@example.com")
    assert len(reports(own)) == 1
    send = next(b for b in page.button if b.label == SAY("actions.report.send"))
    send.click().run()
    assert not page.exception
    tap, more = reports(own)
    assert more["report_id"] == tap["report_id"]
    assert more["why"] == "not_in_source"
    assert "waited" in more["text"]
    assert "Ayaan" not in more["text"]
    assert "example.com" not in more["text"]
    assert thanks(page) == [SAY("actions.report.sent")]
    assert not [radio for radio in page.radio if radio.key == "why-1"]


def test_an_empty_form_keeps_nothing_and_says_so(page: AppTest, own: Settings) -> None:
    ask(page, QUESTION)
    page.button(key="report-1").click().run()
    next(b for b in page.button if b.label == SAY("actions.report.send")).click().run()
    assert len(reports(own)) == 1
    assert thanks(page) == [SAY("actions.report.empty")]
    assert page.radio(key="why-1").options == [SAY(f"actions.why.{why}") for why in CHOICES]


def test_a_report_that_cannot_be_kept_is_no_thanks(page: AppTest, own: Settings) -> None:
    own.data_dir.write_text("a file, not a folder", "utf-8")
    ask(page, QUESTION)
    page.button(key="report-1").click().run()
    assert not page.exception
    assert thanks(page) == [SAY("actions.report.failed")]
    own.data_dir.unlink()
    page.button(key="report-1").click().run()
    assert thanks(page) == [SAY("actions.report.thanks")]
    assert len(reports(own)) == 1


def test_a_cleared_conversation_begins_anew(page: AppTest, own: Settings) -> None:
    ask(page, QUESTION)
    page.button(key="report-1").click().run()
    page.button(key="clear").click().run()
    ask(page, QUESTION)
    assert thanks(page) == []
    page.button(key="report-1").click().run()
    first, second = reports(own)
    assert first["report_id"] != second["report_id"]
