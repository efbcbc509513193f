"""From a template and its inputs to a tagged PDF (PDF/UA-1), by typst.

The inputs go in as JSON, so whatever a person wrote is text and never code. Only the fonts inside typst are used and no
date is written: the same inputs give the same bytes on every machine. A sign that those fonts lack would make typst
refuse the paper, for a PDF/UA must not show an empty box for it; so it is written as a visible □.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import typst

from assistant.errors import WorkError

TEMPLATES = Path(__file__).with_name("templates")
# What typst's own fonts can show: Latin, Vietnamese with it, Greek, Cyrillic, Hebrew, Arabic, punctuation, currencies.
SHOWN = "\u0020-\u007e\u00a0-\u024f\u0300-\u036f\u0388-\u038a\u0391-\u03a1\u03a3-\u03ce\u0400-\u04ff"
SHOWN += "\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u1e00-\u1eff\u2010-\u2027\u20a0-\u20bf\u2190-\u21ff"
_HIDDEN = re.compile(f"[^{SHOWN}]")
NOT_SHOWN = "□"


def render(template: str, inputs: Mapping[str, object]) -> bytes:
    """The PDF of `templates/<template>.typ`, which reads each input by its name, as JSON.

    Raises WorkError that says what typst found wrong with the template.
    """
    given = {name: json.dumps(showable(value), ensure_ascii=False) for name, value in inputs.items()}
    try:
        found = typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            ignore_system_fonts=True,
            sys_inputs=given,
            format="pdf",
            pdf_standards=["ua-1"],
        )
    except RuntimeError as error:  # typst.TypstError is one; that a file is missing is told by a bare one
        raise WorkError(f"{template}.typ could not be made into a PDF: {error}. Mend the template.") from None
    assert isinstance(found, bytes)
    return found


def showable(value: object) -> object:
    """The same with a space for every line break or tab, and □ for every sign that the fonts lack."""
    if isinstance(value, str):
        return _HIDDEN.sub(NOT_SHOWN, re.sub(r"\s", " ", value))
    if isinstance(value, Mapping):
        return {key: showable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [showable(one) for one in value]
    return value
