"""What is imported where: the arrows that keep each part to its own task."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.settings import ROOT

SOURCES = sorted([*(ROOT / "assistant").rglob("*.py"), *(ROOT / "evals").rglob("*.py"), ROOT / "app.py"])
WEB = ("streamlit", "starlette")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it: at the top, in a function, for types alone."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "import_module":
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def importers(*packages: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for name in imported(path)
        if name.split(".")[0] in packages
    }


def test_streamlit_and_starlette_are_imported_in_the_web_alone() -> None:
    found = importers(*WEB)
    assert found
    assert [path for path in found if not path.startswith("assistant/web/") and path != "app.py"] == []


def test_faiss_is_imported_in_one_module() -> None:
    assert importers("faiss") == {"assistant/retrieval/index.py"}


def test_the_encoders_libraries_are_imported_in_one_module() -> None:
    assert importers("sentence_transformers", "torch", "transformers", "tokenizers") == {
        "assistant/retrieval/encoder.py"
    }


@pytest.mark.parametrize(
    "package", ["requests", "httpx", "urllib3", "aiohttp", "huggingface_hub", "http", "ftplib", "smtplib", "pickle"]
)
def test_nothing_that_calls_another_machine_or_runs_what_it_reads_is_imported(package: str) -> None:
    assert importers(package) == set()


def test_nobody_imports_the_web_entry() -> None:
    """The import contracts cannot name it, since it is a module and no package."""
    assert importers("app") == set()
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) < 20


def test_nothing_imports_the_tests_and_the_app_does_not_import_its_evaluations() -> None:
    assert importers("tests", "conftest", "pytest", "hypothesis") == set()
    assert [path for path in importers("evals") if not path.startswith("evals/")] == []


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout
