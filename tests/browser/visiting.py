"""A server of our own and a page in a real Chromium, watched for what it asks of others and what is forbidden it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from assistant.settings import ROOT, Settings

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 812}


@dataclass
class Visit:
    """One visitor's page, with what it asked for and what went wrong on it."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str = "/") -> "Visit":
        self.page.goto(self.url + address)
        if address == "/":
            self.page.get_by_role("heading", level=1).wait_for()
            self.settle()
        return self

    def settle(self) -> None:
        """The script has run, and the announcer, which waits for the page to be drawn, has spoken and scrolled."""
        self.page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')
        self.page.wait_for_timeout(700)

    def ask(self, question: str) -> None:
        turns = self.page.locator(".pa-asked").count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        self.page.locator(".pa-asked").nth(turns).wait_for()
        self.settle()

    @property
    def foreign(self) -> list[str]:
        own = urlsplit(self.url).netloc
        return [
            r
            for r in self.requests
            if urlsplit(r).scheme in {"http", "https", "ws", "wss"} and urlsplit(r).netloc != own
        ]

    def overflow(self) -> int:
        """Pixels by which the page, or a part of it that scrolls, is wider than what is seen; the sidebar left out."""
        return int(
            self.page.evaluate(
                """() => Math.max(document.documentElement.scrollWidth - innerWidth,
                    ...[...document.querySelectorAll('body *:not([data-testid=stSidebar] *)')]
                        .filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
                        .map(e => e.scrollWidth - e.clientWidth))"""
            )
        )


def serve(settings: Settings, log: Path) -> Iterator[str]:
    """`streamlit run app.py` on a free port, as a person starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PRIVACY_ASSISTANT_INDEX_DIR": str(settings.index_dir),
        "PRIVACY_ASSISTANT_CORPUS_DIR": str(settings.corpus_dir),
        "PRIVACY_ASSISTANT_CALIBRATION_FILE": str(settings.calibration_file),
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_healthy(address: str, server: "subprocess.Popen[bytes]", log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not come up:\n{log.read_text()}")


def visiting(browser: Browser, url: str, viewport: dict[str, int], *, locale: str = "en-US") -> Iterator[Visit]:
    context = browser.new_context(viewport=viewport, locale=locale)  # type: ignore[arg-type]
    made = Visit(context.new_page(), url)

    def hear(message: ConsoleMessage) -> None:
        # protobuf.js asks for WebAssembly once, is refused, and goes on without it.
        if message.type == "error" and "wasm" not in message.text.lower():
            made.complaints.append(message.text)

    context.on("request", lambda r: made.requests.append(r.url))
    context.on("console", hear)
    made.page.on("websocket", lambda w: made.requests.append(w.url))
    made.page.on("pageerror", lambda e: made.complaints.append(str(e)))
    made.page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => { if (e.blockedURI !== 'wasm-eval') "
        "console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI) })"
    )
    yield made
    context.close()
