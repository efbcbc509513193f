"""TOML that people write: read once, and every mistake told by file, place and fix."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import CorpusError


def read_toml(path: Path, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables of a file that exists. Raises CorpusError for what is not UTF-8 or not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not TOML: {error}. Mend that line.") from None
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None


def explain(error: ValidationError) -> str:
    """pydantic's report as one line a person can act on: where, what is wrong, what was found."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"at {where}: {first['msg']}; found {str(first.get('input'))[:60]!r}{more}. Mend that key."
