"""What is held: the cards of the authorities, the list of the documents, and what is to be done before going live."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from assistant.corpus.adding import add
from assistant.corpus.authorities import AUTHORITIES, Authorities, Authority
from assistant.corpus.district import DISTRICT, QUOTED, District
from assistant.corpus.parsing.headings import slug
from assistant.i18n import languages, words
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import build
from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.authorities import authority_page, find_by_slug
from assistant.web.holding import CHANGES
from assistant.web.rendering import passage_address
from assistant.web.runtime import Holdings

SAY = words("en")
PART = """\
34 CFR Part 99

§ 99.10 What rights exist for a parent?

(a) A parent must be given the opportunity to inspect the records.

(b) The school shall comply within a reasonable time.
"""


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def held(serving: Settings) -> Holdings:
    return runtime.runtime().holdings()


# ---- authorities


def test_every_authority_has_an_address_of_its_own(held: Holdings) -> None:
    names = {slug(card.cite): card for card in held.authorities}
    assert len(names) == len(held.authorities.entries) > 100
    assert all(find_by_slug(name, held.authorities) == card for name, card in names.items())


@pytest.mark.parametrize("language", languages())
def test_every_card_says_its_gist_and_how_sure_it_is(held: Holdings, client: TestClient, language: str) -> None:
    say = words(language)
    for card in held.authorities:
        page = plain(authority_page(card, held, say=say).body)
        assert card.cite in page
        assert " ".join(card.gist.split()) in page
        assert card.source in page
        assert say("authority.ours") in page
        assert (say("source.memory") in page) == (card.mark == "M")


def test_every_guide_leads_to_its_cards_and_each_card_back(held: Holdings, client: TestClient) -> None:
    guide = next(p for p in held.index.passages if p.doc_id == "guide-access" and len(p.authorities) > 1)
    document = client.get(f"/documents/{guide.doc_id}").text
    for cite in guide.authorities:
        card = held.authorities.find(cite)
        assert card
        address = f"/authorities/{slug(card.cite)}"
        assert f'href="{address}"' in document
        found = client.get(address)
        assert found.status_code == 200
        assert passage_address(guide, say=SAY) in unescape(found.text)


def test_a_card_lists_each_section_that_rests_on_it_once(held: Holdings) -> None:
    listed = [p.passage_id for resting in held.resting.values() for p in resting]
    cited = {
        (p.doc_id, p.section_id, card.cite)
        for p in held.index.passages
        for cite in p.authorities
        if p.kind == "guidance" and (card := held.authorities.find(cite))
    }
    assert len(listed) == len(cited) > 0


def test_an_authority_of_the_policy_shows_the_policys_own_words(held: Holdings, client: TestClient) -> None:
    page = plain(client.get("/authorities/policy-7").text)
    assert held.index.by_id["policy#7/1"].text in page
    assert SAY("authority.no_official") not in page


def test_a_law_that_was_not_added_is_said_to_be_absent(serving: Settings, client: TestClient) -> None:
    assert SAY("authority.no_official") in plain(client.get("/authorities/minn-stat-13-32").text)


def test_a_day_is_written_out(held: Holdings) -> None:
    card = Authority(cite="34 CFR 99.1", gist="G.", layer="federal", mark="V", source="S.", in_force=date(2024, 3, 9))
    assert "In force since March 9, 2024" in plain(authority_page(card, held, say=SAY).body)
    unknown = card.model_copy(update={"in_force": None})
    assert SAY("authority.in_force_unknown") in plain(authority_page(unknown, held, say=SAY).body)


@pytest.mark.parametrize("address", ["/authorities/nope", "/authorities", "/authorities/", "/authorities/a/b"])
def test_an_unknown_authority_is_a_page_in_plain_words(serving: Settings, client: TestClient, address: str) -> None:
    found = client.get(address)
    assert found.status_code == 404
    assert SAY("missing.title") in found.text


def test_without_the_list_of_authorities_answers_are_still_given(own_settings: Settings, client: TestClient) -> None:
    (own_settings.corpus_dir / AUTHORITIES).write_text("[[authority]]\ncite = 3\n", "utf-8")
    held = runtime.runtime().holdings()
    assert held.authorities == Authorities(entries=())
    page = client.get("/documents/guide-access")
    assert page.status_code == 200
    assert "/authorities/" not in page.text


def test_an_official_text_that_is_added_is_shown_on_the_card_and_under_the_guide(
    small_copy: tuple[Path, Path],
    built_settings: Settings,
    encoder: SentenceEncoder,
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus, index = small_copy
    (corpus / AUTHORITIES).write_bytes((built_settings.corpus_dir / AUTHORITIES).read_bytes())
    change = {"corpus_dir": corpus, "index_dir": index, "data_dir": tmp_path / "data"}
    own = built_settings.model_copy(update=change)
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(own))
    (tmp_path / "part99.txt").write_text(PART, "utf-8")
    add(tmp_path / "part99.txt", kind="regulation", corpus_dir=own.corpus_dir, added_dir=own.added_dir)
    build(own.index_dir, corpus_dir=own.corpus_dir, added_dir=own.added_dir, encoder=encoder)
    card = plain(client.get("/authorities/34-cfr-99-10-b").text)
    assert "(b) The school shall comply within a reasonable time." in card
    assert "(a) A parent must" not in card
    app = AppTest.from_file(str(Path(runtime.__file__).with_name("main.py")), default_timeout=60).run()
    app.chat_input[0].set_value("How soon must the school show me my child's records?").run()
    assert not app.exception
    page = "\n".join(e.proto.body for e in app.get("html"))
    assert "(b) The school shall comply within a reasonable time." in page
    assert SAY("source.official", cite="34 CFR 99.10(b)") in plain(page)


# ---- what is held


def test_the_about_page_and_the_documents_page_show_the_same(app: AppTest, held: Holdings, client: TestClient) -> None:
    app.run().switch_page("app_pages/about.py").run()
    assert not app.exception
    about = "\n".join(
        e.proto.body for e in app.get("html") if "pa-holding" in e.proto.body and "<style" not in e.proto.body
    )
    listed = client.get("/documents").text
    shown = plain(about).replace(SAY("app.new_tab"), "").split()
    assert shown == plain(listed[listed.index('<div class="pa-holding">') :]).split()
    assert all(link.endswith('target="_blank" rel="noopener"') for link in re.findall(r"<a ([^>]+)>", about))


def test_every_document_is_listed_with_version_and_fingerprint(held: Holdings, client: TestClient) -> None:
    page = client.get("/documents").text
    items = {found[1]: found[0] for found in re.findall(r'(<li><a href="/documents/([^"?]+)".*?</li>)', page)}
    assert set(items) == set(held.doc_ids)
    for document in held.catalog:
        item = plain(items[document.doc_id])
        assert document.title in item
        assert document.version in item
        assert document.sha256[:12] in item
        assert (SAY("source.sample") in item) == document.sample


def test_the_policy_speaks_of_its_changes_itself(held: Holdings, client: TestClient) -> None:
    assert held.index.by_id[CHANGES].text in plain(client.get("/documents").text)


def test_it_counts_what_is_held(held: Holdings, client: TestClient) -> None:
    page = plain(client.get("/documents").text)
    sections = {(p.doc_id, p.section_id) for p in held.index.passages}
    memory = sum(card.mark == "M" for card in held.authorities)
    total = len(held.authorities.entries)
    assert SAY("about.sections", n=len(sections)) in page
    assert SAY("about.authorities", n=total, checked=total - memory, memory=memory) in page


def test_without_an_index_the_about_page_says_what_to_run(app_on_own: AppTest, own_settings: Settings) -> None:
    (own_settings.index_dir / "CURRENT").unlink()
    app_on_own.run().switch_page("app_pages/about.py").run()
    assert not app_on_own.exception
    page = "\n".join(e.proto.body for e in app_on_own.get("html"))
    assert "privacy-assistant build" in page
    assert page.count("<h1") == 1


# ---- the district


def test_the_name_is_the_one_that_the_district_entered(own_settings: Settings, client: TestClient) -> None:
    district = own_settings.corpus_dir / DISTRICT
    before = "Cloquet Public School District"
    assert before in plain(client.get("/documents/nope").text)
    district.write_text(district.read_text("utf-8").replace(f'"{before}"', '"Example <District>"'), "utf-8")
    page = client.get("/documents/nope").text
    assert "Example &lt;District&gt;" in page
    assert before not in page


@pytest.mark.parametrize("content", ["", "[name\n"])
def test_a_name_that_is_absent_or_unreadable_is_left_out(
    own_settings: Settings, client: TestClient, content: str
) -> None:
    (own_settings.corpus_dir / DISTRICT).write_text(content, "utf-8")
    found = client.get("/documents/nope")
    assert found.status_code in (404, 503)
    assert "pa-district" not in found.text


# ---- before going live


@pytest.mark.parametrize("language", languages())
def test_what_is_absent_is_listed_with_its_key_and_what_waits_for_it(
    held: Holdings, client: TestClient, language: str
) -> None:
    say = words(language)
    page = unescape(client.get("/before-you-go-live", params={"language": language}).text)
    keys = re.findall(r"<li><p><code>\[(\w+)\]</code>", page)
    assert keys == [key for key in District.model_fields if key not in ("name", "time_zone")]
    assert f"corpus/{DISTRICT}" in page
    assert "privacy-assistant build" in page
    assert all(say(f"golive.district.{key}") in page for key in keys)
    assert all(
        passage_address(p, say=say) in page for p in held.index.passages if p.awaits and p.passage_id[-2:] == "/1"
    )


@pytest.mark.parametrize("language", languages())
def test_every_value_says_what_changes(language: str) -> None:
    say = words(language)
    assert all(f"golive.changes.{key}" in say for key in District.model_fields if key not in QUOTED)


def test_what_is_filled_in_is_gone_from_the_list(own_settings: Settings, client: TestClient) -> None:
    filled = '[indigenous_peoples_day]\nvalue = true\nsource = "The calendar"\ndate = 2026-08-01\n'
    (own_settings.corpus_dir / DISTRICT).write_text(filled, "utf-8")
    page = client.get("/before-you-go-live").text
    assert "[indigenous_peoples_day]" not in page
    assert "[day_after_thanksgiving]" in page


def test_staff_find_it_under_a_heading_of_their_own(serving: Settings, client: TestClient) -> None:
    page = client.get("/documents").text
    staff = page.index(SAY("about.staff_title"))
    assert page.index("/before-you-go-live") > staff
    assert "/before-you-go-live" not in client.get("/documents/policy").text
