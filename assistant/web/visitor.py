"""The visitor: with which role they are here, and in which words staff are spoken to.

Read anew at every run, from the settings and from the connection that the visitor came by, and kept nowhere.
"""

import logging
from functools import cache

from streamlit import config
from streamlit import runtime as server
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.answering.language import ORIGINAL
from assistant.i18n import Words, languages, words
from assistant.principal import NotLocal, Principal, local_principal, not_local
from assistant.record import Record
from assistant.settings import Settings
from assistant.web.escaping import text
from assistant.web.runtime import runtime
from assistant.web.speaking import spoken

HERE = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
_log = logging.getLogger("assistant.web")


class Connection(Record):
    """`peer` is the visitor's address as the socket has it. Streamlit's own `ip_address` is None for two reasons."""

    peer: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def connection() -> Connection:
    """Of the visitor whose page is being drawn; an empty one, which is never local, where there is none."""
    run = get_script_run_ctx()
    client = server.get_instance().get_client(run.session_id) if run and server.exists() else None
    if client is None or client.client_context is None:
        return Connection()
    return Connection(peer=client.client_context.remote_ip, headers=tuple(client.client_context.headers))


def visitor() -> Principal:
    settings = runtime().settings
    if settings.local_role == "family":
        return Principal()
    came = connection()
    why_not = not_local(
        bound=config.get_option("server.address"),
        peer=came.peer,
        headers=came.headers,
        public_address=public_address(settings),
    )
    if why_not:
        _tell(why_not)
    return local_principal(settings.local_role, why_not)


def public_address(settings: Settings) -> str | None:
    """Any name under which others are meant to reach the app, be it in our settings or in Streamlit's."""
    named = [config.get_option("browser.serverAddress"), *config.get_option("server.allowedHosts")]
    elsewhere = (name for name in named if name and name not in HERE)
    return settings.public_address or next(elsewhere, None)


@cache
def _tell(why_not: tuple[NotLocal, ...]) -> None:
    """Once for each way of being refused: the operator may wonder why the role does not show."""
    _log.warning("The local role does not count for a visitor who may not be at this machine: %s", ", ".join(why_not))


def staff_words() -> Words:
    """In the page's language where the check is offered in it, else in that of the documents."""
    language = spoken()
    return words(language if language in languages("disclosure") else ORIGINAL, "disclosure")


def banner_html(principal: Principal) -> str:
    """Nothing for a family; else that this role rests on a setting and on nobody's sign-in."""
    if principal.role == "family":
        return ""
    say = staff_words()
    told = say("banner.local", role=say(f"banner.role.{principal.role}"))
    return f'<p class="pa-local" lang="{say.language}">{text(told)}</p>'


def gate_html(principal: Principal) -> str:
    say = staff_words()
    told = say("gate.text", role=say(f"banner.role.{principal.role}"))
    return f'<h1 class="pa-h1">{text(say("gate.title"))}</h1><p class="pa-lede">{text(told)}</p>'
