"""Headers: what a browser may load and run on our pages, and which of the server's own addresses stay shut.

Nothing may come from another host. Streamlit's one inline script is allowed by its digest, computed from the installed
file, so that an upgrade cannot leave a stale hole; `blob:` is for the announcer. The document pages run no script.
"""

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
# Counters of the server's memory, and an interface for programs that drive the pages: no visitor needs them.
SHUT = ("/_stcore/metrics", "/_stcore/agent")

# The names of this machine for itself, and the code of a websocket closed for what it is.
LOCAL = ("localhost", "127.0.0.1")
POLICY_VIOLATION = 1008

DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A browser's own viewer draws a PDF with styles and an embedded object of its own.
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}


def inline_scripts(html: str) -> list[str]:
    """The CSP sources of the inline scripts of a page."""
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]


def app_policy() -> str:
    scripts = " ".join(inline_scripts(_INDEX.read_text("utf-8")))
    return (
        f"default-src 'none'; script-src 'self' {scripts} blob:; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self' blob:; frame-src 'self'; manifest-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Plain ASGI, so that nothing is buffered. A websocket that a page of ours opens passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = app_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and foreign(scope):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if shut(scope["path"]):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, self._adding(send))
            return
        await self._app(scope, receive, self._adding(send))

    def _adding(self, send: Send) -> Send:
        """A response that brings a policy of its own keeps it."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                ours = {**_ALWAYS, "content-security-policy": self._policy}
                headers += [(n.encode(), v.encode()) for n, v in ours.items() if n.encode() not in present]
                message = {**message, "headers": headers}
            await send(message)

        return add


def foreign(scope: Scope) -> bool:
    """Whether a page of another host opens this websocket.

    Streamlit refuses it too, but first asks a host on the internet for the outside address of this machine, and nothing
    may leave the machine. So the names by which it may be reached are those that are set.
    """
    sent = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = sent.get("origin")
    if origin is None:
        return False
    try:
        page = urlsplit(origin)
        ours = {
            *LOCAL,
            config.get_option("browser.serverAddress"),
            *map(_hostname, config.get_option("server.corsAllowedOrigins")),
        }
        return page.netloc != sent.get("host") and page.hostname not in ours
    except ValueError:
        return True


def _hostname(address: str) -> str | None:
    return urlsplit(address).hostname


def shut(path: str) -> bool:
    clean = re.sub(r"/+", "/", path).rstrip("/").lower()
    return any(clean == closed or clean.startswith(f"{closed}/") for closed in SHUT)


MIDDLEWARE = [Middleware(SecurityHeaders)]
