"""The papers read back: what they say, that anybody can read them, and that nothing in them runs or is made up."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest

from assistant.corpus.authorities import load_authorities
from assistant.corpus.district import District
from assistant.disclosure.decide import decide
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.rules import load_rulebook
from assistant.errors import UsageError, WorkError
from assistant.i18n import words
from assistant.letters.consent import RESTS_ON, consent_draft, for_consent
from assistant.letters.letter import Letter, paragraph
from assistant.letters.pdf import SHOWN, render
from assistant.letters.record import decision_record
from assistant.settings import Settings

BOOK = load_rulebook(Settings().corpus_dir)
NOBODY = District()
NAMED = District.model_validate({"name": {"value": "Any District", "source": "a test", "date": date(2026, 11, 24)}})
AT = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)
SAY, CHECK = words("en", "letters"), words("en", "disclosure")
POLICE = DisclosureFacts(
    recipient="police",
    data=("schedule", "home_address"),
    purpose="investigation",
    consent="none",
    facts={"legal_order_presented": "no", "articulable_threat": "no", "identity_verified": "unknown"},
)


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """On one line, since lines break where the page ends."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def draft(facts: DisclosureFacts, district: District = NOBODY) -> bytes:
    return consent_draft(facts, decide(facts, BOOK), district)


def record(facts: DisclosureFacts, *, by: str | None = None, at: datetime = AT, district: District = NOBODY) -> bytes:
    return decision_record(decide(facts, BOOK), facts, at=at, by=by, district=district)


def roles(node: Any) -> set[str]:
    """The kinds of structure in the tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, pypdf.generic.ArrayObject):
        return {role for one in node for role in roles(one)}
    if not isinstance(node, pypdf.generic.DictionaryObject):
        return set()
    return ({str(node["/S"])} if "/S" in node else set()) | (roles(node["/K"]) if "/K" in node else set())


@pytest.mark.parametrize(("pdf", "title"), [(draft(POLICE), "consent.title.student"), (record(POLICE), "record.title")])
def test_a_paper_is_tagged_and_says_its_title_and_language(pdf: bytes, title: str) -> None:
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert opened(pdf).metadata.title == SAY(title)
    assert {"/Title", "/H1"} & roles(root["/StructTreeRoot"]) >= {"/H1"}
    assert "/P" in roles(root["/StructTreeRoot"])
    assert f"Page 1 of {len(opened(pdf).pages)}" in text_of(pdf)


def test_tables_and_lists_are_tagged_as_such() -> None:
    found = roles(opened(record(POLICE)).trailer["/Root"]["/StructTreeRoot"])
    assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI"} <= found


def test_the_same_values_give_the_same_bytes_and_no_date_but_the_one_given() -> None:
    assert draft(POLICE, NAMED) == draft(POLICE, NAMED)
    assert record(POLICE, by="Jo") == record(POLICE, by="Jo")
    for pdf in (draft(POLICE), record(POLICE)):
        assert "/CreationDate" not in opened(pdf).metadata
        assert "/ModDate" not in opened(pdf).metadata


HOSTILE = [
    '#eval("1 + 1")',
    "#sys.inputs",
    "$x^2$ @label <label> *bold* _slanted_ `raw` = heading",
    "// gone? /* gone? */",
    "\\u{41} \\ #[",
    '"]}, {"kind": "text"}',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_person_wrote_is_shown_and_never_run(name: str) -> None:
    assert name in text_of(record(POLICE, by=name))
    assert name.replace("\\", "") in text_of(Letter(title=name, blocks=(paragraph(name),)).pdf()).replace("\\", "")


def test_a_sign_that_no_font_has_is_a_box_and_stops_nothing() -> None:
    shown = text_of(record(POLICE, by="Zoë Łukasz Nguyễn Иван 漢 😀 a\nb\x00c"))
    assert "Zoë Łukasz Nguyễn Иван □ □ a b□c" in shown.replace("Nguye\u0302\u0303n", "Nguyễn")


def test_every_sign_that_counts_as_shown_is_shown() -> None:
    ranges = [(ord(SHOWN[n]), ord(SHOWN[n + 2])) for n in range(0, len(SHOWN), 3)]
    signs = " ".join(chr(code) for low, high in ranges for code in range(low, high + 1))
    assert opened(Letter(title="All", blocks=(paragraph(signs),)).pdf()).pages


def test_a_template_that_is_not_there_is_told() -> None:
    with pytest.raises(WorkError, match=r"nothing\.typ could not be made into a PDF"):
        render("nothing", {})


# ---- The consent


def test_a_consent_holds_every_part_that_the_law_wants() -> None:
    text = text_of(draft(POLICE, NAMED))
    # 34 CFR 99.30(b): the records, the purpose, the party or class; 99.30(a): signature and date.
    assert CHECK("data.schedule") in text
    assert CHECK("data.home_address") in text
    assert f"Purpose: {CHECK('purpose.investigation')}." in text
    assert f"Kind of recipient: {CHECK('recipient.police')}." in text
    keys = ("full_name.student", "recipient_blank", "name", "sign_here", "sign_date", "ends")
    # Minn. R. 1205.1400: freely, why needed, what follows.
    keys += ("draft", "voluntary", "needed", "follows_known", "follows_withdraw", "stated")
    for key in keys:
        assert SAY(f"consent.{key}") in text, key
    assert "Any District" in text
    assert "34 CFR 99.30; 34 CFR 99.33; Minn. R. 1205.1400" in text


def test_a_draft_is_of_one_page_where_little_is_asked() -> None:
    assert len(opened(draft(POLICE)).pages) == 1


def test_only_what_consent_can_open_is_named() -> None:
    facts = POLICE.model_copy(update={"data": ("schedule", "substance_program")})
    decision = decide(facts, BOOK)
    assert {item.data: item.outcome for item in decision.per_item}["substance_program"] == "ask_ra"
    assert for_consent(decision) == ("schedule",)
    assert CHECK("data.substance_program") not in text_of(draft(facts))


def test_what_is_not_known_is_a_line_and_nothing_is_made_up() -> None:
    facts = DisclosureFacts(recipient="public", data=("other_record",), purpose="other", consent="none")
    text = text_of(draft(facts))
    for key in ("describe", "purpose_blank", "recipient_blank"):
        assert SAY(f"consent.{key}") in text
    assert "Purpose:" not in text
    assert "Kind of recipient" not in text
    assert "District" not in text


@pytest.mark.parametrize(
    ("age", "signers"), [("yes", {"student"}), ("no", {"parent"}), ("unknown", {"parent", "student"})]
)
def test_whoever_holds_the_right_signs(age: str, signers: set[str]) -> None:
    text = text_of(draft(POLICE.with_changes({"eligible_student": age})))
    assert {one for one in ("parent", "student", "employee") if SAY(f"consent.signs.{one}") in text} == signers


def test_a_consent_about_staff_is_the_employees_and_no_education_record() -> None:
    facts = DisclosureFacts(
        recipient="employer", data=("personnel",), purpose="employment", facts={"personnel_public_item": "no"}
    )
    text = text_of(draft(facts))
    assert SAY("consent.title.employee") in text
    assert SAY("consent.signs.employee") in text
    assert "34 CFR" not in text


@pytest.mark.parametrize(
    "facts",
    [
        DisclosureFacts(recipient="business", data=("roster",), purpose="sale"),
        DisclosureFacts(recipient="vendor_uncontracted", data=("iep",), purpose="school_duty"),
    ],
)
def test_no_consent_is_drafted_where_none_would_help(facts: DisclosureFacts) -> None:
    assert for_consent(decide(facts, BOOK)) == ()
    with pytest.raises(UsageError, match="no signed consent would change it"):
        draft(facts)


def test_what_a_consent_rests_on_has_its_cards() -> None:
    cards = {card.cite for card in load_authorities(Settings().corpus_dir)}
    assert {cite for cites in RESTS_ON.values() for cite in cites} <= cards


# ---- The record


def test_a_record_holds_the_answers_as_given_the_outcome_and_its_rules() -> None:
    decision, text = decide(POLICE, BOOK), text_of(record(POLICE, by="Jo Clerk"))
    assert CHECK(f"outcome.{decision.outcome}.word") in text
    for fact, reply in POLICE.facts.items():
        assert f"{CHECK(f'fact.{fact}.ask')} {CHECK(f'reply.{reply}')}" in text
    assert CHECK("consent.none") in text
    for item in decision.per_item:
        assert f"{CHECK(f'data.{item.data}')} {CHECK(f'outcome.{item.outcome}.word')} {item.rule}" in text
    for rule in decision.rules:
        assert f"{rule.id}, {CHECK(f'row.{rule.words}.title')}" in text
    for citation in decision.citations:
        assert citation.title in text
        assert " ".join(citation.quote.split()) in text
    for fact in decision.missing_facts:
        assert CHECK(f"fact.{fact}.ask") in text
    assert SAY("record.gists") in text
    assert SAY("frame.not_advice") in text


def test_a_record_says_when_in_the_districts_time_and_by_whom() -> None:
    text = text_of(record(POLICE, by="Jo Clerk"))
    assert "Decided on November 24, 2026, 14:05 CST." in text
    assert "By Jo Clerk." in text
    zone = {"value": "America/New_York", "source": "a test", "date": date(2026, 11, 24)}
    elsewhere = District.model_validate({"time_zone": zone})
    assert "15:05 EST" in text_of(record(POLICE, district=elsewhere))


def test_whoever_is_not_named_signs() -> None:
    assert SAY("record.by_blank") in text_of(record(POLICE))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        record(POLICE, at=datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001


def test_duties_clocks_and_the_text_for_the_recipient_stand_in_a_record() -> None:
    facts = DisclosureFacts(
        recipient="school",
        data=("full_file",),
        purpose="enrollment",
        facts=dict.fromkeys(
            ("school_in_minnesota", "outside_request", "enrolling_or_attending", "family_started_transfer"), "yes"
        ),
    )
    decision, text = decide(facts, BOOK), text_of(record(facts))
    assert "transfer" in decision.clocks
    assert "10 business days" in text
    for duty in decision.duties:
        assert f"{CHECK(f'when.{duty.when}')}: {CHECK(f'duty.{duty.kind}')}" in text
    assert SAY("record.notice_text") in text


def test_every_kind_of_outcome_makes_a_paper() -> None:
    said = {
        "permitted": DisclosureFacts(recipient="employee", data=("personnel",), facts={"identity_verified": "yes"}),
        "prohibited": DisclosureFacts(recipient="business", data=("roster",), purpose="sale"),
        "ask_ra": DisclosureFacts(recipient="media", data=("award",), purpose="public_request"),
        "not_covered": DisclosureFacts(recipient="parent", data=("observation",)),
        "consent": POLICE,
    }
    for outcome, facts in said.items():
        assert CHECK(f"outcome.{outcome}.sentence") in text_of(record(facts)), outcome
