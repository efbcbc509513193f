"""Warming: encoder and index are loaded before the first visitor comes."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread

from assistant.errors import PrivacyAssistantError
from assistant.web.runtime import runtime

SCRIPT = Path(__file__).parent / "main.py"
_log = logging.getLogger("assistant.web")


@asynccontextmanager
async def warm(_app: object) -> AsyncIterator[dict[str, Any]]:
    """What cannot be loaded is no reason not to serve: the page says what is wrong and how to mend it."""
    try:
        await to_thread.run_sync(lambda: runtime().warm())
    except (PrivacyAssistantError, OSError) as error:
        _log.error("Nothing can be answered yet. %s", error)
    yield {}
