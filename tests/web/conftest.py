"""The pages and routes of this process, pointed at an index that was built for the tests."""

import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.headers import MIDDLEWARE
from assistant.web.routes import ROUTES

MAIN = Path(runtime.__file__).with_name("main.py")


@pytest.fixture
def serving(built_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The one runtime of the process reads `built_settings`."""
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(built_settings))
    return built_settings


@pytest.fixture
def app(serving: Settings) -> AppTest:
    return AppTest.from_file(str(MAIN), default_timeout=60)


@pytest.fixture
def own_settings(built_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of the documents and the index that a test may spoil, served by the one runtime of the process."""
    shutil.copytree(built_settings.corpus_dir, tmp_path / "corpus")
    shutil.copytree(built_settings.index_dir, tmp_path / "index")
    change = {"corpus_dir": tmp_path / "corpus", "index_dir": tmp_path / "index"}
    own = built_settings.model_copy(update=change)
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(own))
    return own


@pytest.fixture
def client() -> TestClient:
    """The routes and headers as app.py serves them, without Streamlit."""
    return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE))


@pytest.fixture
def app_on_own(own_settings: Settings) -> AppTest:
    return AppTest.from_file(str(MAIN), default_timeout=60)
