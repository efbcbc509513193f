"""The documents in full, their files and the headers, as any browser gets them."""

import hashlib
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from assistant.i18n import words
from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.headers import app_policy, inline_scripts, shut
from assistant.web.sources import within

ADDRESSES = (
    "/healthz",
    "/documents",
    "/documents/policy",
    "/documents/policy/file",
    "/documents/nope",
    "/authorities/policy-5",
    "/before-you-go-live",
)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_healthz_says_which_index_answers(serving: Settings, client: TestClient) -> None:
    found = client.get("/healthz")
    assert found.status_code == 200
    assert found.json()["ok"] is True
    assert found.json()["index"] == runtime.runtime().holdings().index.digest[:12]


def test_healthz_without_an_index(own_settings: Settings, client: TestClient) -> None:
    (own_settings.index_dir / "CURRENT").unlink()
    found = client.get("/healthz")
    assert found.status_code == 503
    assert found.json() == {"ok": False, "error": "IndexMissing"}


def test_every_document_is_shown_in_full(serving: Settings, client: TestClient) -> None:
    held = runtime.runtime().holdings()
    for doc_id in held.doc_ids:
        found = client.get(f"/documents/{doc_id}")
        assert found.status_code == 200
        page = plain(found.text)
        ids = re.findall(r'id="([^"]+)"', found.text)
        assert len(ids) == len(set(ids)), doc_id
        for passage in (p for p in held.index.passages if p.doc_id == doc_id):
            assert within(passage) in ids
            assert passage.section_id in ids
            for sentence in passage.sentences:
                assert " ".join(passage.quote(sentence).split()) in page


def test_a_document_page_names_its_digest_and_version(serving: Settings, client: TestClient) -> None:
    held = runtime.runtime().holdings()
    policy = held.catalog.document("policy")
    assert policy is not None
    page = plain(client.get("/documents/policy").text)
    assert policy.sha256 in page
    assert policy.version in page


def test_a_sample_wears_its_banner(serving: Settings, client: TestClient) -> None:
    held = runtime.runtime().holdings()
    for document in held.catalog:
        page = client.get(f"/documents/{document.doc_id}").text
        assert ("pa-banner" in page) == document.sample


@pytest.mark.parametrize("name", ["5/1", "policy#5/1", "5"])
def test_the_cited_passage_is_highlighted(serving: Settings, client: TestClient, name: str) -> None:
    page = client.get("/documents/policy", params={"passage": name}).text
    assert re.findall(r'<div class="pa-piece pa-cited" id="([^"]+)"', page) == ["5/1"]


def test_a_passage_that_is_gone_is_said_to_be(serving: Settings, client: TestClient) -> None:
    page = client.get("/documents/policy", params={"passage": '<b>"99/1'}).text
    assert "no longer in this document" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/documents/nope",
        "/documents/nope/file",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/..%2f..%2fetc%2fpasswd/file",
        "/documents/policy/file/more",
        "/documents/%3Cscript%3E",
        "/documents/catalog.toml/file",
    ],
)
def test_an_unknown_document_is_a_page_in_plain_words(serving: Settings, client: TestClient, address: str) -> None:
    found = client.get(address)
    assert found.status_code == 404
    assert "That page is not here" in found.text
    assert "<script" not in found.text


def test_the_pages_of_documents_speak_spanish_around_english_words(serving: Settings, client: TestClient) -> None:
    say = words("es")
    listed = client.get("/documents", params={"language": "es"}).text
    assert '<html lang="es">' in listed
    assert say("documents.title") in plain(listed)
    assert '<a href="/documents/policy?language=es" lang="en">' in listed
    page = client.get("/documents/policy", params={"language": "es", "passage": "5/1"}).text
    assert say("documents.cited") in plain(page)
    cited = re.search(r'pa-cited".*?<div lang="en">(.*?)</div>', page, flags=re.DOTALL)
    assert cited
    missing = client.get("/documents/nope", params={"language": "es"})
    assert missing.status_code == 404
    assert say("missing.title") in plain(missing.text)


@pytest.mark.parametrize("language", ["en", "xx", '"><script>', ""])
def test_a_language_that_is_not_offered_is_english(serving: Settings, client: TestClient, language: str) -> None:
    page = client.get("/documents", params={"language": language}).text
    assert '<html lang="en">' in page
    assert "<script" not in page


def test_a_file_is_sent_as_catalogued(serving: Settings, client: TestClient) -> None:
    held = runtime.runtime().holdings()
    types = set()
    for doc_id in held.doc_ids:
        document = held.catalog.document(doc_id)
        assert document is not None
        found = client.get(f"/documents/{doc_id}/file")
        assert found.status_code == 200
        assert hashlib.sha256(found.content).hexdigest() == document.sha256
        assert found.headers["content-disposition"].startswith("inline")
        assert found.headers["x-content-type-options"] == "nosniff"
        types.add(found.headers["content-type"])
    assert types <= {"application/pdf", "text/plain; charset=utf-8"}


def test_a_changed_file_is_not_sent(own_settings: Settings, client: TestClient) -> None:
    path = own_settings.corpus_dir / "policy" / "cloquet-privacy-policy.md"
    path.write_text("Something else.", "utf-8")
    for address in ("/documents/policy/file", "/documents/policy", "/documents"):
        found = client.get(address)
        assert found.status_code == 503
        assert "Something else." not in found.text


def test_the_list_links_to_every_document_that_was_read(serving: Settings, client: TestClient) -> None:
    page = client.get("/documents").text
    listed = re.search(r'<ul class="pa-holds">.*</ul>', page, flags=re.DOTALL)
    assert listed
    links = re.findall(r'href="/documents/([^"?]+)"', listed[0])
    assert sorted(links) == sorted(runtime.runtime().holdings().doc_ids)


@pytest.mark.parametrize(
    "address",
    ["/_stcore/metrics", "/_stcore/metrics/", "//_stcore//metrics", "/_STCORE/metrics", "/_stcore/agent/openapi.json"],
)
def test_the_servers_own_interfaces_stay_shut(serving: Settings, client: TestClient, address: str) -> None:
    assert shut(address)
    assert client.get(f"http://testserver{address}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/_stcore/health", "/_stcore/stream", "/documents", "/healthz"])
def test_what_visitors_need_stays_open(address: str) -> None:
    assert not shut(address)


def test_every_response_is_guarded(serving: Settings, client: TestClient) -> None:
    for address in ADDRESSES:
        headers = client.get(address).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        policies = headers.get_list("content-security-policy")
        assert len(policies) == 1
        assert "default-src 'none'" in policies[0]
        assert "http" not in policies[0]


def test_the_policy_of_the_app_allows_one_script_by_digest() -> None:
    policy = app_policy()
    scripts = re.search(r"script-src ([^;]+);", policy)
    assert scripts
    assert "unsafe" not in scripts[1]
    assert scripts[1].count("sha256-") == 1
    assert "*" not in policy


def test_the_digest_of_an_inline_script() -> None:
    # Of "alert('Hello, world.');", as the CSP standard itself gives it.
    assert inline_scripts("<script>alert('Hello, world.');</script><script src=x></script>") == [
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    ]
