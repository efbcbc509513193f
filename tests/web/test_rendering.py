"""What documents and people write stays text, and quotes are marked by their offsets."""

import re
from datetime import date
from html import unescape

import pytest

from assistant.answering.response import Answer, Elapsed, Referral, Refusal, Response, Statement
from assistant.corpus.authorities import Authorities, Authority
from assistant.corpus.catalog import Document
from assistant.corpus.citation import Checked, Kind, Layer
from assistant.corpus.district import FACTS
from assistant.corpus.passages import Passage, Sentence
from assistant.i18n import words
from assistant.web.escaping import markdown, text
from assistant.web.rendering import (
    badges_html,
    card_html,
    ending_html,
    marked,
    passage_address,
    question_html,
    referral_html,
    sources_html,
    statement_html,
)
from assistant.web.sources import RestsOn, Shown, Source, place, rests_on, within_words

SAY = words("en")
CARDS = Authorities(
    entries=(Authority(cite="34 CFR 99.10", gist="Families may see it.", layer="federal", mark="V", source="A copy."),)
)
NASTY = "<script>alert(1)</script> & \"quotes\" 'n' <b>bold</b> $x$ :red[y] ![](http://x.example/p.png)"


def passage(body: str, *spans: tuple[int, int], **change: object) -> Passage:
    facts: dict[str, object] = {
        "passage_id": "doc#5/1",
        "doc_id": "doc",
        "section_id": "5",
        "kind": "policy",
        "layer": "district",
        "title": "A <policy>",
        "heading": "5. Rights and Choices",
        "pinpoint": "§5",
        "authorities": (),
        "checked": "source",
        "audience": "both",
        "sample": False,
        "silence": False,
        "covers": (),
        "forms": (),
        "also_asked": (),
        "text": body,
        "sentences": tuple(Sentence(start=a, end=b) for a, b in spans or [(0, len(body))]),
    }
    return Passage.model_validate({**facts, **change})


def document(**change: object) -> Document:
    facts: dict[str, object] = {
        "doc_id": "doc",
        "kind": "policy",
        "layer": "district",
        "title": "A <policy>",
        "file": "policy.md",
        "issuer": "The district",
        "version": "Undated.",
        "sha256": "0" * 64,
    }
    return Document.model_validate({**facts, **change})


def source(of: Passage, *quotes: tuple[int, int], pages: tuple[int, ...] = (), **change: object) -> Source:
    rests = rests_on(of, CARDS)
    return Source(number=1, passage=of, rests=rests, document=document(**change), quotes=quotes, pages=pages)


def response(kind: type[Answer] | type[Refusal], *statements: Statement, **change: object) -> Response:
    facts: dict[str, object] = {
        "question": "q",
        "audience": "family",
        "language": "en",
        "statements": statements,
        "confidence": 0.9,
        "calibrated": True,
        "elapsed_ms": Elapsed(encode=0, search=0, compose=0, total=0),
    }
    found: Response = kind.model_validate({**facts, **change})
    return found


def shown(of: Passage, made: Response, *quotes: tuple[int, int]) -> Shown:
    return Shown(response=made, sources=(source(of, *quotes),), searched=31, index_digest="d")


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def marks(html: str) -> list[str]:
    return [plain(m) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", html, flags=re.DOTALL)]


def test_markup_in_a_document_stays_text() -> None:
    html = card_html(source(passage(NASTY), (0, len(NASTY))), turn=1, say=SAY)
    assert "<script" not in html
    assert "<b>" not in html
    assert marks(html) == [NASTY]
    assert "A &lt;policy&gt;" in html


def test_markup_in_a_question_stays_text() -> None:
    assert text(NASTY) in question_html(NASTY, turn=1, say=SAY)


@pytest.mark.parametrize(
    ("body", "quotes"),
    [
        ("Same words. Same words. Same words.", [(12, 23)]),
        ("a & b < c. Next & last.", [(11, 23)]),
        ("First. Second. Third.", [(15, 21), (0, 6)]),
        ("Ünïcödé ’quotes’ 𝄞 and more. End.", [(0, 28)]),
    ],
)
def test_a_quote_is_marked_where_it_stands(body: str, quotes: list[tuple[int, int]]) -> None:
    html = marked(body, quotes, turn=2, number=3)
    assert plain(html) == body
    assert marks(html) == [body[a:b] for a, b in sorted(quotes)]
    assert all(f'id="t2-s3-q{a}"' in html for a, _ in quotes)


def test_overlapping_quotes_lose_no_word_and_keep_both_targets() -> None:
    html = marked("abcdefghij", [(0, 6), (4, 9), (1, 2)], turn=1, number=1)
    assert plain(html) == "abcdefghij"
    assert {"t1-s1-q0", "t1-s1-q4", "t1-s1-q1"} <= set(re.findall(r'id="([^"]+)"', html))


def test_a_chip_leads_to_its_quote() -> None:
    one = passage("First thing. Second thing.", (0, 12), (13, 26))
    statements = [Statement(text=one.quote(s), basis="verbatim", citations=(one.cite(s),)) for s in one.sentences]
    made = shown(one, response(Answer, *statements), (0, 12), (13, 26))
    left = "".join(statement_html(s, shown=made, turn=4, say=SAY) for s in statements)
    right = sources_html(made, turn=4, say=SAY)
    targets = re.findall(r'href="#([^"]+)"', left)
    assert targets == ["t4-s1-q0", "t4-s1-q13"]
    assert all(f'<mark id="{t}"' in right for t in targets)
    assert left.count(">1</a>") == 2
    assert right.count("<article") == 1


def test_a_lead_in_with_items_becomes_a_list() -> None:
    body = "You may:\nSee records.\nAsk for changes."
    one = passage(body)
    statement = Statement(text=body, basis="verbatim", citations=(one.cite(one.sentences[0]),))
    html = statement_html(statement, shown=shown(one, response(Answer, statement)), turn=1, say=SAY)
    assert re.findall(r"<li>(.*?)</li>", html) == ["See records.", "Ask for changes."]


@pytest.mark.parametrize(
    ("kind", "layer", "checked", "words_there", "words_absent"),
    [
        ("guidance", "minnesota", "memory", ["Minnesota law", "Plain-language guide", "Not yet checked"], ["SAMPLE"]),
        ("guidance", "federal", "source", ["Federal law", "Plain-language guide"], ["Not yet checked"]),
        ("policy", "district", "source", ["District policy"], ["Plain-language guide", "Not yet checked"]),
        ("contract", "contract", "source", ["Contract"], ["Plain-language guide"]),
    ],
)
def test_a_card_says_whose_words_these_are(
    kind: Kind, layer: Layer, checked: Checked, words_there: list[str], words_absent: list[str]
) -> None:
    html = card_html(source(passage("Text.", kind=kind, layer=layer, checked=checked)), turn=1, say=SAY)
    assert all(w in html for w in words_there)
    assert not any(w in html for w in words_absent)


def test_a_card_names_authorities_version_and_dates() -> None:
    one = passage("Text.", authorities=("34 CFR 99.10(b)", "policy §5"))
    html = card_html(source(one, dated=date(2024, 3, 9), retrieved=date(2026, 11, 1)), turn=1, say=SAY)
    assert "34 CFR 99.10(b) (opens in a new tab) · policy §5" in plain(html)
    assert re.findall(r'href="(/authorities/[^"]+)"', html) == ["/authorities/34-cfr-99-10"]
    assert "Undated. Dated March 9, 2024. Copied November 1, 2026." in html
    assert "§5 Rights and Choices" in html


@pytest.mark.parametrize(
    ("change", "badge", "not_this"),
    [
        ({"doc_id": FACTS, "kind": "other"}, "source.layer.entered", "source.layer.district"),
        ({"kind": "guidance"}, "source.layer.about_district", "source.layer.district"),
        ({"kind": "policy"}, "source.layer.district", "source.layer.about_district"),
        ({"kind": "guidance", "layer": "federal"}, "source.layer.federal", "source.layer.about_district"),
    ],
)
def test_only_the_policy_is_called_the_policy(change: dict[str, object], badge: str, not_this: str) -> None:
    html = plain(badges_html(passage("Text.", **change), say=SAY))
    assert html == SAY(badge)
    assert SAY(not_this) not in html


def law(cite: str, body: str) -> Passage:
    return passage(body, kind="regulation", layer="federal", authorities=(cite,), passage_id=f"law#{cite[-2]}/1")


def test_the_official_words_stand_under_a_guide_that_rests_on_them() -> None:
    laws = [law("34 CFR 99.10(a)", "(a) Other <words>."), law("34 CFR 99.10(b)", "(b) Not more than <45> days.")]
    guide = passage("Text.", kind="guidance", authorities=("34 CFR 99.10(b)", "policy §5"))
    made = source(guide).model_copy(update={"rests": rests_on(guide, CARDS, among=laws)})
    html = card_html(made, turn=1, say=SAY)
    assert SAY("source.official", cite="34 CFR 99.10(b)") in plain(html)
    assert "(b) Not more than &lt;45&gt; days." in html
    assert "Other" not in html
    assert html.count('class="pa-official"') == 1
    assert "pa-official" not in card_html(source(guide), turn=1, say=SAY)


def test_a_contract_brings_its_own_words() -> None:
    laws = [law("34 CFR 99.10(b)", "(b) Text.")]
    assert rests_on(passage("T.", kind="contract", authorities=("34 CFR 99.10(b)",)), CARDS, among=laws) == (
        RestsOn(cite="34 CFR 99.10(b)", card="34 CFR 99.10"),
    )


def test_a_long_official_text_is_led_to() -> None:
    long = law("34 CFR 99.10(a)", "word " * 131)
    short = law("34 CFR 99.10(b)", "word " * 130)
    assert within_words((short, short)) == (short,)
    assert within_words((long, short)) == ()
    guide = passage("Text.", kind="guidance", authorities=("34 CFR 99.10",))
    made = source(guide).model_copy(update={"rests": rests_on(guide, CARDS, among=[long, short])})
    html = card_html(made, turn=1, say=SAY)
    assert "word word" not in html
    assert SAY("source.official_read", cite="34 CFR 99.10") in plain(html)


def test_a_sample_wears_its_badge_on_card_and_statement() -> None:
    one = passage("Text.", sample=True, kind="contract", layer="contract")
    statement = Statement(text="Text.", basis="verbatim", citations=(one.cite(one.sentences[0]),))
    made = shown(one, response(Answer, statement), (0, 5))
    assert "SAMPLE" in statement_html(statement, shown=made, turn=1, say=SAY)
    assert "SAMPLE" in sources_html(made, turn=1, say=SAY)


def test_a_pdf_is_linked_at_its_page_and_to_the_full_document() -> None:
    html = card_html(source(passage("Text."), (0, 5), pages=(3,), file="a.pdf"), turn=1, say=SAY)
    assert 'href="/documents/doc/file#page=3"' in html
    assert 'href="/documents/doc?passage=5/1#5/1"' in html
    assert html.count('target="_blank" rel="noopener"') == 2
    assert html.count("(opens in a new tab)") == 2
    assert "page 3" in html


def test_a_text_document_offers_no_pdf() -> None:
    assert "/file#page" not in card_html(source(passage("Text."), (0, 5)), turn=1, say=SAY)


def test_an_address_cannot_be_broken_out_of() -> None:
    address = passage_address(passage("Text.", passage_id='doc#a"b?c d/1'), say=SAY)
    assert not set(address.removeprefix("/documents/doc?passage=")) & set('"<> ')


def test_a_page_in_another_language_leads_to_documents_in_it() -> None:
    assert passage_address(passage("T."), say=words("es")) == "/documents/doc?passage=5/1&language=es#5/1"
    assert passage_address(passage("T."), say=SAY) == "/documents/doc?passage=5/1#5/1"


def test_the_place_of_a_passage() -> None:
    assert place(passage("T.", pinpoint="§2.4", heading="2. Rider Data: No sale")) == "§2.4 Rider Data: No sale"
    assert place(passage("T.", pinpoint="How soon?", heading="How soon?")) == "How soon?"


def test_each_ending_has_its_own_words() -> None:
    one = passage("The policy gives no date.", silence=True)
    statement = Statement(text=one.text, basis="verbatim", citations=(one.cite(one.sentences[0]),))
    office = (Referral(form="ask_office", part="q"),)
    refused = response(Refusal, reason="no_evidence", referrals=office)
    empty = Shown(response=refused, sources=(), searched=31, index_digest="d")
    nothing = plain(ending_html(empty, turn=1, say=SAY))
    silent = ending_html(shown(one, response(Refusal, statement, reason="documents_silent")), turn=1, say=SAY)
    assert "I did not find that in the documents I hold." in nothing
    assert "all 31" in nothing
    assert "district office" in nothing
    assert "What the policy does not say" in silent
    assert "The policy gives no date." in silent
    assert "did not find" not in silent


def test_a_translation_stands_over_its_original_and_says_that_it_is_not_reviewed() -> None:
    one, spanish = passage("You may see it."), words("es")
    paired = Statement(text="Usted puede verlo.", basis="paired", citations=(one.cite(one.sentences[0]),))
    made = shown(one, response(Answer, paired, language="es"), (0, 15))
    left, right = ending_html(made, turn=1, say=spanish), sources_html(made, turn=1, say=spanish)
    assert re.search(r'<p class="pa-statement">Usted puede verlo\. <a class="pa-chip" href="#t1-s1-q0"', left)
    assert left.count(spanish("ask.unreviewed")) == 1
    assert spanish("ask.english_only") not in left
    assert marks(right) == ["You may see it."]
    assert 'class="pa-passage" lang="en"' in right
    assert spanish("source.original") in right


def test_what_has_no_translation_is_shown_as_english() -> None:
    one, spanish = passage("You may:\nSee it."), words("es")
    statement = Statement(text=one.text, basis="verbatim", citations=(one.cite(one.sentences[0]),))
    left = ending_html(shown(one, response(Answer, statement, language="es"), (0, 16)), turn=1, say=spanish)
    assert '<span lang="en">You may:</span>' in left
    assert '<ul class="pa-items" lang="en">' in left
    assert left.count(spanish("ask.english_only")) == 1
    assert spanish("ask.unreviewed") not in left


def test_english_says_nothing_of_languages() -> None:
    one = passage("Text.")
    statement = Statement(text="Text.", basis="verbatim", citations=(one.cite(one.sentences[0]),))
    made = shown(one, response(Answer, statement), (0, 5))
    html = ending_html(made, turn=1, say=SAY) + sources_html(made, turn=1, say=SAY)
    assert "lang=" not in html
    assert "language=" not in html
    assert not any(SAY(key) in unescape(html) for key in ("ask.unreviewed", "ask.english_only", "source.original"))


def test_uncalibrated_is_said_once_and_quietly() -> None:
    one = passage("Text.")
    statement = Statement(text="Text.", basis="verbatim", citations=(one.cite(one.sentences[0]),))
    quiet = ending_html(shown(one, response(Answer, statement, calibrated=False)), turn=1, say=SAY)
    assert quiet.count("has not been measured") == 1
    assert "has not been measured" not in ending_html(shown(one, response(Answer, statement)), turn=1, say=SAY)


def test_the_first_referral_only_and_a_fallback_for_a_form_without_words() -> None:
    two = (Referral(form="amend_records", part="q"), Referral(form="hearing_request", part="q"))
    html = referral_html(two, say=SAY)
    assert html.count("data-form") == 1
    assert 'data-form="amend_records"' in html
    unknown = referral_html((Referral(form="brand_new", part="q"),), say=SAY)
    assert SAY("referral.ask_office") in unescape(unknown)
    assert referral_html((), say=SAY) == ""


def test_a_label_keeps_its_marks() -> None:
    assert markdown("a_b $1 [x](y) :red[z]") == r"a\_b \$1 \[x\]\(y\) \:red\[z\]"
