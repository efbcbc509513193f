"""Nothing is fetched from another host, and nothing names a place on the machine it was written on."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assistant.settings import ROOT

URL = re.compile(r"(?:https?|wss?|ftp)://([^\s/\"'`<>)\\]+)", re.IGNORECASE)
HERE = re.compile(r"localhost|127\.0\.0\.1|\[::1\]|\{[^}]*\}")
# Reserved for examples (RFC 2606), and a name that is no address: the namespace of SVG.
NO_PLACE = re.compile(r"(?:[\w.-]+\.)?example(?:\.(?:com|org|net))?|www\.w3\.org")
CODE = {".py", ".toml", ".js", ".css", ".html", ".svg"}


def hosts(text: str) -> set[str]:
    named = {found.split("@")[-1] for found in URL.findall(text)}
    return {host for host in named if not HERE.fullmatch(host.split(":")[0]) and not NO_PLACE.fullmatch(host)}


def test_no_code_of_the_app_names_another_host() -> None:
    found = {}
    for path in [*(ROOT / "assistant").rglob("*"), ROOT / "app.py", *(ROOT / ".streamlit").glob("*.toml")]:
        if path.suffix in CODE and (named := hosts(path.read_text("utf-8"))):
            found[path.relative_to(ROOT).as_posix()] = named
    assert found == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('get("https://cdn.jsdelivr.net/npm/x")', {"cdn.jsdelivr.net"}),
        ("url(http://fonts.googleapis.com)", {"fonts.googleapis.com"}),
        ("http://localhost:8501 http://127.0.0.1/x https://school.example/", set()),
        ("http://localhost.evil.com", {"localhost.evil.com"}),
        ("https://user@evil.com/", {"evil.com"}),
    ],
)
def test_a_host_is_seen(text: str, named: set[str]) -> None:
    assert hosts(text) == named


def tracked() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_path_of_this_machine() -> None:
    """Where the checkout, the home folder, the interpreter and the temporary files lie here."""
    places = {str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix, tempfile.gettempdir()}
    spoken = re.compile("|".join(f"{re.escape(place)}(?:/|$|(?=[\"'\\s]))" for place in places if place != "/"), re.M)
    found = {}
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        if named := {match[0] for match in spoken.finditer(text)}:
            found[path.relative_to(ROOT).as_posix()] = named
    assert found == {}


def test_what_is_made_is_not_tracked() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    made = re.compile(r"^(?:index/(?!README\.md$)|data/|reports/|\.venv/)|__pycache__|\.pyc$")
    assert [name for name in names if made.search(name)] == []
