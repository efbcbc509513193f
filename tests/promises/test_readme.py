"""Every command in the README runs, and every link in it leads somewhere."""

import re
import shlex
import sys

import click
import pytest

from assistant.__main__ import cli, main
from assistant.settings import ROOT, Settings
from evals.__main__ import evaluate

README = ROOT / "README.md"
TEXT = README.read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines() if line.strip()
]
# These answer at once and change nothing; the others serve, write or take minutes, so their words alone are checked.
RUN = {"ask", "search", "due", "build"}


def test_there_are_commands() -> None:
    assert {"make run", "make test"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(
    command: str, built_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command, comments=True)
    while "=" in program:
        name, _, value = program.partition("=")
        monkeypatch.setenv(name, value)
        assert name.removeprefix("PRIVACY_ASSISTANT_").lower() in Settings.model_fields
        program, *arguments = arguments
    match program.split("/")[-1]:
        case "make":
            targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
            assert set(arguments) <= set(targets)
        case "privacy-assistant" if arguments[0] in RUN:
            monkeypatch.setattr(sys, "argv", ["privacy-assistant", *arguments])
            main()
            assert capsys.readouterr().out
        case "privacy-assistant":
            parsed(cli, arguments)
        case "python" | "python3" if arguments[:2] == ["-m", "evals"]:
            parsed(evaluate, arguments[2:])
        case "python" | "python3":
            assert arguments[:2] in (["-m", "venv"], ["-m", "assistant"])
        case "streamlit":
            assert arguments[:2] == ["run", "app.py"]
        case other:
            assert other in ("pip", "git", "cd"), f"{command}: no test knows how to check this"


def parsed(command: click.Command, arguments: list[str]) -> None:
    """Raises click's own error for a command or an option that is not there."""
    context = command.make_context(command.name, list(arguments), resilient_parsing=False)
    if isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, arguments)
        assert found
        parsed(found, rest)


@pytest.mark.parametrize("target", sorted({t for t in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in t}))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target.split("#")[0]).exists()


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`((?:assistant|corpus|evals|tests|index)/[\w./-]*)`", TEXT))))
def test_every_place_it_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_every_setting_it_names_is_one() -> None:
    (line,) = re.findall(r"`PRIVACY_ASSISTANT_`: (.*?)\n\n", TEXT, re.DOTALL)
    named = {name.lower() for name in re.findall(r"`([A-Z_]+)`", line)}
    assert named
    assert named <= set(Settings.model_fields)
