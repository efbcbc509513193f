"""One Chromium and one server for all browser tests; a fresh visitor for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from visiting import DESK, Visit, serve, visiting

from assistant.settings import Settings

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("No chromium on this machine.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def url(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(built_settings, tmp_path_factory.mktemp("server") / "log.txt")


@pytest.fixture
def url_without_index(built_settings: Settings, tmp_path: Path) -> Iterator[str]:
    yield from serve(built_settings.model_copy(update={"index_dir": tmp_path / "none"}), tmp_path / "log.txt")


@pytest.fixture
def visit(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    yield from visiting(browser, url, getattr(request, "param", DESK))
