"""The page "How well does it work?", run by Streamlit without a browser."""

import re
from html import unescape
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answering.quality import Accepted, AcceptedFigure, Miss, MissCount
from assistant.i18n import words
from assistant.retrieval.index import Index
from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.escaping import text
from assistant.web.measured import KINDS, REFUSES, SHOWN, quality_html
from assistant.web.warming import SCRIPT as MAIN

SAY = words("en")


def accepted(corpus: str = "f" * 64) -> Accepted:
    figures = [
        AcceptedFigure(suite=s, split=split, group=group, measure=m, value=0.8, low=0.7, high=0.9, cases=40)
        for s, m, split, group in [place for _, place in SHOWN]
    ]
    figures += [
        AcceptedFigure(suite=s, split="test", group="all", measure=m, value=v, low=v, high=v, cases=40)
        for s, m, v in (("answers", "passed", 0.6), ("refusals", "ending", 0.75))
    ]
    return Accepted(
        accepted_on="2026-11-24",
        index="a" * 64,
        corpus_digest=corpus,
        encoder_digest="e" * 64,
        threshold=0.41,
        figures=tuple(figures),
        misses=(MissCount(miss="not_answered", missed=9, of=40), MissCount(miss="wrong_date", missed=0, of=46)),
        passed={"answers secret-case": False},
    )


def shown(found: Accepted | None, *, same: bool = True) -> str:
    return quality_html(found, documents=(), same_documents=same, command="python -m evals", say=SAY)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_every_figure_stands_with_how_far_it_may_be_off() -> None:
    page = shown(accepted())
    assert page.count('class="pa-track"') == len(SHOWN)
    assert plain(page).count("between 70 and 90. Asked 40 times.") == len(SHOWN)
    assert all(text(SAY(f"quality.figure.{key}")) in page for key, _ in SHOWN)
    assert "November 24, 2026" in page


def test_what_never_failed_is_not_promised() -> None:
    found = accepted()
    perfect = [f.model_copy(update={"value": 1.0, "low": 1.0, "high": 1.0}) for f in found.figures]
    page = plain(shown(found.model_copy(update={"figures": tuple(perfect)})))
    assert "between 100 and 100" not in page
    assert SAY("quality.unfailing", n=40) in page


def test_a_bar_of_a_hundred_has_a_hundred() -> None:
    page = shown(accepted())
    for stack in re.findall(r'class="pa-stack"[^>]*>(.*?)</div>', page):
        assert sum(int(share) for share in re.findall(r"width:(\d+)%", stack)) == 100
    assert "60 answered, with the words and the source that were looked for" in page
    assert "20 answered, but a word or a source that was looked for is missing" in page


def test_misses_are_told_and_no_case_is() -> None:
    page = shown(accepted())
    assert SAY("quality.miss.not_answered", missed=9, of=40) in plain(page)
    assert "counted by hand." not in page
    assert "secret-case" not in page


def test_without_figures_it_says_so_and_still_says_what_it_refuses() -> None:
    page = shown(None)
    assert text(SAY("quality.unmeasured")) in page
    assert "pa-track" not in page
    assert all(text(SAY(f"quality.refuse.{reason}")) in page for reason in REFUSES)


def test_figures_of_other_documents_are_told_as_such() -> None:
    assert text(SAY("quality.other_documents")) in shown(accepted(), same=False)
    assert text(SAY("quality.other_documents")) not in shown(accepted())


def test_every_kind_of_document_and_every_miss_has_words() -> None:
    assert all(f"quality.hold.{kind}.other" in SAY for kind in KINDS)
    assert all(f"quality.miss.{miss}" in SAY for miss in get_args(Miss))


# ---- as Streamlit runs it


def opened(settings: Settings, monkeypatch: pytest.MonkeyPatch, baseline: Path) -> str:
    own = settings.model_copy(update={"baseline_file": baseline})
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(own))
    app = AppTest.from_file(str(MAIN), default_timeout=60).run()
    app.switch_page("app_pages/quality.py").run()
    assert not app.exception
    return "\n".join(e.proto.body for e in app.get("html") if "<style>" not in e.proto.body)


def test_the_page_shows_the_accepted_figures_and_what_is_held(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "b.json").write_text(accepted().model_dump_json(), "utf-8")
    page = opened(built_settings, monkeypatch, tmp_path / "b.json")
    assert page.count("<h1") == 1
    assert "pa-track" in page
    assert text(SAY("quality.hold.policy", n=1)) in page
    assert text(SAY("quality.other_documents")) in page


def test_figures_of_the_documents_in_use_carry_no_warning(
    built_settings: Settings, index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "b.json").write_text(accepted(index.manifest.corpus_digest).model_dump_json(), "utf-8")
    page = opened(built_settings, monkeypatch, tmp_path / "b.json")
    assert "pa-track" in page
    assert text(SAY("quality.other_documents")) not in page


@pytest.mark.parametrize("content", [None, "{}", "no json"])
def test_a_baseline_that_is_absent_or_altered_shows_no_figure(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "b.json").write_text(content, "utf-8")
    page = opened(built_settings, monkeypatch, tmp_path / "b.json")
    assert text(SAY("quality.unmeasured")) in page
    assert "pa-track" not in page


def test_without_an_index_it_still_opens(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "b.json").write_text(accepted().model_dump_json(), "utf-8")
    nowhere = built_settings.model_copy(update={"index_dir": tmp_path / "none"})
    assert "pa-track" in opened(nowhere, monkeypatch, tmp_path / "b.json")
