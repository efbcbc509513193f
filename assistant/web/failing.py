"""Failing: an error that nobody foresaw ends in words and a reference, never in a traceback on the page.

The log gets the kind of error and where it happened, not its text, which may hold what a person typed.
"""

import logging
import traceback
from collections.abc import Callable
from secrets import token_hex

import streamlit as st

from assistant.i18n import words
from assistant.web.rendering import notice_html
from assistant.web.speaking import spoken

_log = logging.getLogger("assistant.web")


def guard(run: Callable[[], None]) -> None:
    """Run a page. Streamlit's own stop and rerun signals are no Exceptions and pass."""
    try:
        run()
    except Exception as error:
        report(error)


def report(error: Exception) -> bool:
    """Log and show an unforeseen error. True, so that Streamlit shows nothing of its own."""
    reference = token_hex(4)
    frames = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-6:]))
    _log.error("reference %s: %s at %s", reference, type(error).__name__, frames)
    say = words(spoken())
    st.html(notice_html(say("ending.failed"), say("ending.failed_next", reference=reference)))
    return True
