"""The pages of the disclosure check, run by Streamlit without a browser."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from assistant.answering.response import Referral
from assistant.corpus.district import District, Official
from assistant.disclosure.decide import decide
from assistant.disclosure.facts import vocabulary
from assistant.disclosure.interview import begin, next_question
from assistant.disclosure.rules import load_rulebook
from assistant.i18n import words
from assistant.principal import Role
from assistant.settings import Settings
from assistant.web import runtime, visitor
from assistant.web.checking.outcome import person_html
from assistant.web.checking.state import Check
from assistant.web.escaping import text
from assistant.web.rulebook import matching
from assistant.web.visitor import Connection
from assistant.web.warming import SCRIPT as MAIN

SAY = words("en", "disclosure")
PAGES = words("en")
LOCAL = Connection(peer="127.0.0.1", headers=(("Host", "localhost:8501"), ("Origin", "http://localhost:8501")))
PROXIED = Connection(peer="127.0.0.1", headers=(*LOCAL.headers, ("X-Forwarded-For", "10.0.0.7")))
BOOK = load_rulebook(Settings().corpus_dir)
CHECK, RULES = "app_pages/check.py", "app_pages/rules.py"
COP = "cop at desk wants schedule, no warrant"
START = Callable[..., AppTest]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> START:
    """The app for a visitor with a role and a connection. It needs no index: the rules stand without one."""

    def begun(role: Role = "staff", came: Connection = LOCAL, page: str = CHECK, **changes: Any) -> AppTest:
        settings = Settings(local_role=role).model_copy(update={"index_dir": tmp_path / "none"} | changes)
        monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(settings))
        monkeypatch.setattr(visitor, "connection", lambda: came)
        return AppTest.from_file(str(MAIN), default_timeout=60).run().switch_page(page).run()

    return begun


def html(app: AppTest) -> str:
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body)


def plain(app: AppTest) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html(app))).split())


def well(app: AppTest) -> AppTest:
    assert not app.exception
    assert PAGES("ending.failed") not in plain(app)
    return app


def press(app: AppTest, key: str) -> AppTest:
    return well(app.button(key=key).click().run())


def heading(app: AppTest) -> str:
    found = re.search(r'id="check-step">([^<]*)<', html(app))
    return unescape(found[1]) if found else ""


def told(app: AppTest) -> Check:
    found = app.session_state["check"]
    assert isinstance(found, Check)
    return found


def read(app: AppTest, typed: str) -> AppTest:
    app.text_area[0].set_value(typed)
    return press(app, "check-read")


def at_interview(app: AppTest, typed: str = COP) -> AppTest:
    return press(read(app, typed), "check-confirm")


def purpose(app: AppTest, value: str) -> AppTest:
    app.selectbox[0].set_value(value)
    return press(app, "check-chosen")


def reply(app: AppTest, value: str) -> AppTest:
    key = next(str(b.key) for b in app.button if re.fullmatch(rf"reply-.*-{value}", str(b.key)))
    return press(app, key)


def to_decision(app: AppTest, purpose_is: str, replies: dict[str, str], otherwise: str = "no") -> AppTest:
    while "pa-outcome" not in html(app):
        question = next_question(told(app).begun, BOOK)  # type: ignore[arg-type]
        assert question
        if question.name == "purpose":
            purpose(app, purpose_is)
        else:
            default = "none" if question.name == "consent" else otherwise
            reply(app, replies.get(question.name, default))
    return app


def from_lists(app: AppTest, recipient: str, *data: str) -> AppTest:
    press(app, "check-lists")
    app.selectbox[0].set_value(recipient)
    app.multiselect[0].set_value(list(data))
    return press(app, "check-confirm")


# ---- who gets in


def test_staff_see_the_pages_in_the_menu_and_the_banner_on_every_page(start: START) -> None:
    for page in (CHECK, RULES, "app_pages/ask.py", "app_pages/about.py", "app_pages/quality.py"):
        app = well(start(page=page))
        assert SAY("banner.local", role=SAY("banner.role.staff")) in plain(app), page


def test_a_family_sees_neither_banner_nor_check_and_the_gate_holds(start: START) -> None:
    for page in (CHECK, RULES):
        app = well(start("family", page=page))
        assert SAY("gate.title") in plain(app)
        assert "pa-local" not in html(app)
        assert not app.text_area
        assert "pa-row" not in html(app)


@pytest.mark.parametrize("came", [PROXIED, Connection(), Connection(peer="10.0.0.7", headers=LOCAL.headers)])
def test_the_role_does_not_count_for_whoever_may_sit_elsewhere(start: START, came: Connection) -> None:
    app = well(start("administrator", came))
    assert SAY("gate.title") in plain(app)
    assert "pa-local" not in html(app)


def test_the_role_does_not_count_where_a_public_address_is_set(start: START) -> None:
    assert SAY("gate.title") in plain(start(public_address="https://privacy.district.example"))


@pytest.fixture
def option() -> Iterator[Callable[[str, object], None]]:
    """Sets an option of the server for one test."""
    kept: dict[str, object] = {}

    def put(name: str, value: object) -> None:
        kept.setdefault(name, config.get_option(name))
        config.set_option(name, value)

    yield put
    for name, value in kept.items():
        config.set_option(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.address", "0.0.0.0"),
        ("server.address", None),
        ("server.allowedHosts", ["localhost", "privacy.district.example"]),
        ("browser.serverAddress", "privacy.district.example"),
    ],
)
def test_the_servers_own_options_are_looked_at(
    start: START, option: Callable[[str, object], None], name: str, value: object
) -> None:
    assert SAY("gate.title") not in plain(start())
    option(name, value)
    assert SAY("gate.title") in plain(start())


def test_a_check_begun_with_a_role_is_shut_once_the_role_is_gone(start: START, monkeypatch: pytest.MonkeyPatch) -> None:
    app = at_interview(start())
    monkeypatch.setattr(visitor, "connection", lambda: PROXIED)
    app.run()
    assert SAY("gate.title") in plain(app)
    assert not [b for b in app.button if str(b.key).startswith("told-")]


# ---- what they want, and who would get what


def test_what_was_read_is_shown_for_confirmation_with_its_words(start: START) -> None:
    app = read(start(), COP)
    assert heading(app) == SAY("check.facts.heading")
    assert app.selectbox[0].value == "police"
    assert app.multiselect[0].value == ["schedule"]
    assert app.radio(key=f"check-legal_order_presented-{told(app).drawn}").value == "no"
    for quote in ("cop", "schedule", "no warrant"):
        assert SAY("check.facts.from", words=quote) in plain(app)
    assert told(app).begun is None


def test_what_was_misread_is_put_right_before_anything_is_asked(start: START) -> None:
    app = read(start(), COP)
    app.radio(key=f"check-legal_order_presented-{told(app).drawn}").set_value("yes")
    app.multiselect[0].set_value(["grades"])
    facts = told(press(app, "check-confirm")).facts
    assert facts.facts == {"legal_order_presented": "yes"}
    assert facts.data == ("grades",)


def test_undoing_shows_what_was_chosen_and_not_what_was_misread(start: START) -> None:
    app = read(start(), COP)
    app.multiselect[0].set_value(["grades"])
    press(app, "check-confirm")
    press(app, "check-undo")
    assert (app.selectbox[0].value, app.multiselect[0].value) == ("police", ["grades"])
    assert SAY("check.facts.from", words="cop") in plain(app)
    assert SAY("check.facts.from", words="schedule") not in plain(app)


def test_nothing_goes_on_without_who_and_what(start: START) -> None:
    app = read(start(), "please advise")
    assert SAY("check.facts.nothing") in plain(app)
    press(app, "check-confirm")
    assert SAY("check.facts.need_recipient") in plain(app)
    app.selectbox[0].set_value("police")
    press(app, "check-confirm")
    assert SAY("check.facts.need_data") in plain(app)
    app.multiselect[0].set_value(["grades"])
    assert heading(press(app, "check-confirm")) == SAY("ask.purpose")


def test_what_a_person_types_is_text(start: START) -> None:
    app = read(start(), "<img src=x> **cop** wants [schedule](http://x.example)")
    assert "<img src=x>" not in html(app)
    assert text("<img src=x>") in html(app)


# ---- the interview


def test_the_page_asks_what_the_interview_asks_and_decides_what_the_rules_decide(start: START) -> None:
    app = to_decision(at_interview(start()), "investigation", {})
    facts = told(app).facts
    decision = decide(facts, BOOK)
    assert decision.outcome == "consent"
    assert SAY(f"outcome.{decision.outcome}.word") == heading(app)
    assert decision.rules[0].id in html(app)


def test_one_question_at_a_time_with_why_and_how_many_are_left(start: START) -> None:
    app = at_interview(start())
    question = next_question(begin("police", ("schedule",), told(app).facts), BOOK)
    assert question
    assert heading(app) == SAY("ask.purpose")
    assert SAY("why.purpose") in plain(app)
    assert SAY("check.question.left", n=question.open_now) in plain(app)
    assert html(app).count('class="pa-step"') == 1


def test_a_purpose_must_be_chosen_or_said_to_be_unknown(start: START) -> None:
    app = at_interview(start())
    press(app, "check-chosen")
    assert SAY("check.question.need") in plain(app)
    press(app, "reply-purpose-not_stated")
    assert told(app).facts.purpose == "not_stated"
    assert heading(app) != SAY("ask.purpose")


def test_going_back_and_changing_keep_later_answers(start: START) -> None:
    app = reply(purpose(at_interview(start()), "investigation"), "no")
    before = told(app).begun
    assert before
    press(app, "told-purpose")
    assert heading(app) == SAY("ask.purpose")
    assert app.selectbox[0].value == "investigation"
    purpose(app, "safety")
    after = told(app).begun
    assert after
    assert after.answers == before.answers | {"purpose": "safety"}
    press(app, "check-back")
    assert told(app).begun.answers == after.answers  # type: ignore[union-attr]


def test_another_recipient_keeps_the_answers(start: START) -> None:
    app = reply(purpose(at_interview(start()), "investigation"), "no")
    answers = told(app).begun.answers  # type: ignore[union-attr]
    press(app, "told-recipient")
    app.selectbox[0].set_value("immigration_officer")
    press(app, "check-confirm")
    begun = told(app).begun
    assert begun
    assert (begun.recipient, begun.answers) == ("immigration_officer", answers)


def test_every_move_can_be_undone_starting_again_too(start: START) -> None:
    app = start()
    shown = [html(app)]
    read(app, COP)
    shown.append(html(app))
    press(app, "check-confirm")
    shown.append(html(app))
    press(app, "reply-purpose-not_stated")
    before = html(app)
    press(app, "check-again")
    assert told(app).stage == "text"
    press(app, "check-undo")
    assert html(app) == before
    while len(shown) > 1:
        press(app, "check-undo")
        assert html(app) == shown.pop()
    press(app, "check-undo")
    assert html(app) == shown.pop()
    assert app.text_area[0].value == COP


def test_a_decision_can_be_had_early_and_says_that_it_is_early(start: START) -> None:
    app = press(purpose(at_interview(start()), "investigation"), "check-decide")
    assert SAY("verdict.open") in plain(app)
    outcome = decide(told(app).facts, BOOK).outcome
    assert heading(app) == SAY(f"outcome.{outcome}.word")
    press(app, "check-go-on")
    assert "pa-outcome" not in html(app)


# ---- the decision


def test_the_stack_sets_off_what_governs_and_hides_nothing(start: START) -> None:
    app = to_decision(at_interview(start()), "investigation", {})
    rule = decide(told(app).facts, BOOK).rules[0]
    assert rule.governs
    for layer in rule.says:
        assert text(SAY(f"row.{rule.words}.{layer}")) in html(app)
    assert html(app).count('class="pa-governs"') == 1
    assert html(app).count('class="pa-yields"') == len(rule.says) - 1
    for citation in rule.citations:
        assert f">{citation.pinpoint}<" in html(app)
        assert text(citation.quote) in html(app)
    assert SAY("why_rule.lede") in plain(app)


def test_what_would_change_it_is_told(start: START) -> None:
    app = to_decision(at_interview(start()), "investigation", {})
    change = decide(told(app).facts, BOOK).would_change[0]
    assert SAY(f"outcome.{change.outcome}.word") in plain(app)
    assert SAY("verdict.change.consent") in plain(app)


def test_a_release_brings_its_duties_its_clock_and_the_notice_to_copy(start: START) -> None:
    app = from_lists(start(), "school", "transcript", "discipline")
    to_decision(app, "enrollment", {"custody_order_on_file": "no", "more_than_needed": "no"}, otherwise="yes")
    decision = decide(told(app).facts, BOOK)
    assert decision.outcome == "mandatory"
    for duty in decision.duties:
        assert SAY(f"duty.{duty.kind}") in plain(app)
    assert decision.clocks
    assert PAGES(f"due.limit.{decision.clocks[0]}") in plain(app)
    (notice,) = app.code
    assert SAY("purpose.enrollment") in notice.value
    assert SAY("data.transcript") in notice.value
    assert SAY("verdict.least.heading") in plain(app)


def test_each_kind_of_data_has_its_own_outcome_and_the_notice_names_only_what_goes(start: START) -> None:
    app = from_lists(start(), "police", "schedule", "observation")
    to_decision(app, "investigation", {})
    decision = decide(told(app).facts, BOOK)
    assert len({item.outcome for item in decision.per_item}) == 2
    for item in decision.per_item:
        assert SAY("verdict.item_rule", row=item.rule) in plain(app)


def test_where_a_person_must_decide_it_says_so_and_names_nobody_unknown(start: START) -> None:
    app = from_lists(start(), "parent", "minor_consent_health")
    to_decision(app, "inspection", {}, otherwise="unknown")
    decision = decide(told(app).facts, BOOK)
    assert decision.outcome == "ask_ra"
    assert SAY("verdict.person_ask") in plain(app)
    assert SAY("verdict.person_unnamed") in plain(app)
    entered = Official(name="A. Officer", title="Superintendent", source="Board minutes", date="2026-08-01")  # type: ignore[arg-type]
    named = person_html(decision, District(responsible_authority=entered), SAY)
    assert "A. Officer, Superintendent" in named


def test_what_is_missing_can_be_answered_on_the_spot(start: START) -> None:
    app = press(purpose(at_interview(start()), "investigation"), "check-decide")
    fact = "articulable_threat"
    app.radio(key=f"missing-{fact}-{told(app).drawn}").set_value("yes")
    next(b for b in app.button if b.label == text(SAY("verdict.missing.apply"))).click().run()
    well(app)
    assert told(app).facts.facts[fact] == "yes"
    assert "pa-outcome" in html(app)


@pytest.mark.parametrize(("replies", "papers"), [({}, 2), ({"consent": "valid", "identity_verified": "yes"}, 1)])
def test_the_record_is_always_offered_and_the_consent_where_it_is_the_way(
    start: START, replies: dict[str, str], papers: int
) -> None:
    app = to_decision(at_interview(start()), "investigation", replies)
    assert len(app.get("download_button")) == papers


def test_the_order_of_headings(start: START) -> None:
    app = start()
    for step in (lambda: None, lambda: read(app, COP), lambda: press(app, "check-confirm")):
        step()
        ordered(app)
    to_decision(app, "investigation", {})
    ordered(app)
    ordered(start(page=RULES))


def ordered(app: AppTest) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html(app))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_outcome_has_its_shape() -> None:
    static = MAIN.with_name("static")
    shapes = {path.stem.removeprefix("outcome-"): path.read_text("utf-8") for path in static.glob("outcome-*.svg")}
    assert set(shapes) == {key.split(".")[1] for key in SAY if key.startswith("outcome.")}
    assert len(set(shapes.values())) == len(shapes)


# ---- from a question on the Ask page


def asking_page() -> None:
    """A page that shows the offer of one turn, beside the check: AppTest runs its source."""
    import streamlit as st

    from assistant.web.checking.offering import PAGE, offer_check

    def asked() -> None:
        offer_check(st.session_state["asked"], st.session_state["referrals"], number=1)

    st.navigation([st.Page(asked, default=True), st.Page(PAGE)]).run()


def offered(form: str, known: dict[str, str]) -> AppTest:
    app = AppTest.from_function(asking_page, default_timeout=60)
    app.session_state["asked"] = COP
    app.session_state["referrals"] = (Referral(form=form, part=COP, known=known),)
    return app.run()


def test_a_question_that_is_a_disclosure_leads_staff_to_the_check(start: START) -> None:
    start()
    app = press(offered("disclosure_check", {"purpose": "investigation"}), "check-turn-1")
    assert heading(app) == SAY("check.facts.heading")
    assert (app.selectbox[0].value, app.multiselect[0].value) == ("police", ["schedule"])
    assert app.selectbox[1].value == "investigation"


@pytest.mark.parametrize(("role", "form"), [("family", "disclosure_check"), ("staff", "inspect_records")])
def test_nobody_else_is_led_there(start: START, role: Role, form: str) -> None:
    start(role)
    assert not offered(form, {}).button


def test_what_is_known_of_a_question_counts_more_than_its_words() -> None:
    known = {"recipient": "sro", "data": "grades, nothing_such", "legal_order_presented": "yes", "purpose": "nonsense"}
    check = Check().asked_elsewhere(known, COP)
    assert check.stage == "facts"
    assert check.read.recipient == "sro"
    assert check.read.data == ("grades",)
    assert check.read.facts == {"legal_order_presented": "yes"}
    assert check.read.purpose is None
    assert set(check.read.evidence) == {"schedule"}
    assert Check().asked_elsewhere({}, COP).read.recipient == "police"


# ---- the rules, for counsel


def test_counsel_finds_every_rule_its_law_its_cases_and_what_no_rule_covers(start: START) -> None:
    app = well(start(page=RULES))
    page = html(app)
    for rule in BOOK.rules:
        assert f">{rule.id}</h3>" in page
    for cite in {cite for rule in BOOK.rules for cite in rule.citations}:
        assert f">{cite}<" in page
    assert "C34-T1" in page
    assert SAY("coverage.heading") in plain(app)
    assert "34 CFR 99.30(c)" in page


def test_the_rules_are_filtered_by_recipient_outcome_and_words(start: START) -> None:
    app = start(page=RULES)
    app.selectbox(key="rules-recipient").set_value("immigration_officer").run()
    app.selectbox(key="rules-outcome").set_value("prohibited").run()
    shown = set(re.findall(r'<h3 class="pa-h">([CG]\d+[^<]*)</h3>', html(well(app))))
    expected = matching(BOOK.rules, typed="", recipient="immigration_officer", outcome="prohibited", say=SAY)
    assert shown == {rule.id for rule in expected}
    assert 0 < len(expected) < len(BOOK.rules)
    app.text_input(key="rules-search").set_value("zzz no such words").run()
    assert SAY("rules.nothing") in plain(well(app))


def test_a_rule_is_found_by_its_citation_and_by_its_questions() -> None:
    by_cite = matching(BOOK.rules, typed="99.31(a)(9)", recipient="", outcome="", say=SAY)
    assert by_cite
    assert all(any("99.31(a)(9)" in cite for cite in rule.citations) for rule in by_cite)
    asked = SAY("fact.tax_dependent.ask")
    found = matching(BOOK.rules, typed=asked, recipient="", outcome="", say=SAY)
    assert "tax_dependent" in {name for rule in found for name in rule.facts}
    assert {rule.id for rule in found} < {rule.id for rule in BOOK.rules}


def test_without_the_cases_the_rules_still_stand(start: START, tmp_path: Path) -> None:
    app = well(start(page=RULES, disclosure_cases_dir=tmp_path / "none"))
    assert SAY("rules.no_case_files") in plain(app)
    assert ">C34</h3>" in html(app)


def test_the_guidance_stands_beside_the_row_it_covers(start: START, built_settings: Settings) -> None:
    app = well(start(page=RULES, index_dir=built_settings.index_dir))
    row = re.search(r"<details[^>]*><summary><h2[^>]*>C34 ·.*?</details>", html(app), re.DOTALL)
    assert row
    assert "/documents/guide-police-and-immigration" in row[0]


def test_every_word_of_a_rule_can_be_told(start: START) -> None:
    """Each fact that a rule names has a question, derived ones through their members."""
    from assistant.web.rulebook import fact_words

    for name in (*vocabulary().fact, *vocabulary().derived):
        assert "?" in fact_words(name, SAY)
