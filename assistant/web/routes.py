"""Routes: the documents in full, their files, and whether a question can be answered. All is proven before it goes."""

import hashlib

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from assistant.answering.language import ORIGINAL
from assistant.corpus.catalog import Document, document_path
from assistant.doctor import before_you_go_live
from assistant.errors import DocumentError, PrivacyAssistantError
from assistant.i18n import Words, languages, words
from assistant.web.authorities import authority_page, find_by_slug
from assistant.web.documents import document_page
from assistant.web.framing import Page, framed, message_page
from assistant.web.golive import golive_page
from assistant.web.headers import DOCUMENT_POLICY, FILE_POLICY
from assistant.web.holding import holding_html
from assistant.web.runtime import Holdings, runtime
from assistant.web.sources import within

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": WORD,
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# A changed document must not be shown from a browser's memory.
FRESH = {"cache-control": "no-cache"}


def speaking(request: Request) -> Words:
    """The words in the language that the page which led here speaks: `?language=es`."""
    asked = request.query_params.get("language", ORIGINAL)
    return words(asked if asked in languages() else ORIGINAL)


def healthz(request: Request) -> Response:
    """200 when a question could be answered now, 503 with the kind of error when not."""
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        return JSONResponse({"ok": False, "error": type(error).__name__}, status_code=503, headers=FRESH)
    return JSONResponse(
        {"ok": True, "index": held.index.digest[:12], "calibrated": held.calibration is not None}, headers=FRESH
    )


def documents(request: Request) -> Response:
    say = speaking(request)
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        return _unusable(error, say)
    return _page(Page(title=say("documents.title"), body=holding_html(held, new_tab=False, say=say)), say)


def document(request: Request) -> Response:
    say = speaking(request)
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        return _unusable(error, say)
    found = _find(request, held)
    if found is None:
        return _missing("missing.document", say)
    passages = tuple(p for p in held.index.passages if p.doc_id == found.doc_id)
    cited = request.query_params.get("passage")
    if cited and "#" in cited:
        cited = cited.partition("#")[2]
    if cited and any(p.section_id == cited for p in passages):
        cited = next(within(p) for p in passages if p.section_id == cited)
    return _page(document_page(found, passages, cited=cited or None, cards=held.authorities, say=say), say)


def file(request: Request) -> Response:
    """The original file, inline. The bytes that are sent are the bytes whose digest was compared."""
    say = speaking(request)
    try:
        held = runtime().holdings()
        found = _find(request, held)
        if found is None:
            return _missing("missing.document", say)
        path = document_path(runtime().settings.corpus_dir, found)
        body = path.read_bytes()
    except (DocumentError, OSError):
        return _altered(say)
    except PrivacyAssistantError as error:
        return _unusable(error, say)
    if hashlib.sha256(body).hexdigest() != found.sha256:
        return _altered(say)
    headers = {
        **FRESH,
        "content-disposition": f'inline; filename="{found.doc_id}{path.suffix.lower()}"',
        "content-security-policy": FILE_POLICY,
    }
    return Response(
        body, media_type=CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream"), headers=headers
    )


def authority(request: Request) -> Response:
    say = speaking(request)
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        return _unusable(error, say)
    found = find_by_slug(request.path_params["slug"], held.authorities)
    if found is None:
        return _missing("missing.authority", say)
    return _page(authority_page(found, held, say=say), say)


def golive(request: Request) -> Response:
    """For staff. It holds nothing secret, and asks for no more than this process has loaded already."""
    say = speaking(request)
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        return _unusable(error, say)
    return _page(golive_page(before_you_go_live(runtime().settings, held.index), held, say=say), say)


def nothing(request: Request) -> Response:
    return _missing("missing.page", speaking(request))


def _find(request: Request, held: Holdings) -> Document | None:
    doc_id = request.path_params["doc_id"]
    return held.catalog.document(doc_id) if doc_id in held.doc_ids else None


def _page(page: Page, say: Words, status: int = 200) -> Response:
    html = framed(page, district=runtime().district(), say=say)
    return HTMLResponse(html, status_code=status, headers={**FRESH, "content-security-policy": DOCUMENT_POLICY})


def _missing(reason: str, say: Words) -> Response:
    return _page(message_page(say("missing.title"), [say(reason)]), say, status=404)


def _altered(say: Words) -> Response:
    return _page(message_page(say("missing.title"), [say("missing.altered")]), say, status=503)


def _unusable(error: PrivacyAssistantError, say: Words) -> Response:
    lines = [say("unusable.families"), f"{say('unusable.staff')} {error}"]
    return _page(message_page(say("unusable.title"), lines), say, status=503)


ROUTES = [
    Route("/healthz", healthz),
    Route("/documents", documents),
    Route("/documents/{doc_id}", document),
    Route("/documents/{doc_id}/file", file),
    Route("/documents/{rest:path}", nothing),
    Route("/authorities/{slug}", authority),
    Route("/authorities/{rest:path}", nothing),
    Route("/authorities", nothing),
    Route("/before-you-go-live", golive),
]
