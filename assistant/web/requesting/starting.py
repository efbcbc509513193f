"""Starting a form: what it is for, what follows from it in law, and how the answers are used.

The last is the Tennessen warning (Minn. Stat. 13.04 subd. 2): whoever is asked for private data about themselves is
told what for, whether they may refuse, what follows either way, and who else may see it. A student under 18 is told,
too, of the right to ask that data be kept from a parent (Minn. R. 1205.0500 subp. 3).
"""

from collections.abc import Iterable

import streamlit as st

from assistant.i18n import Words
from assistant.rights.forms import Code, Form, load_forms
from assistant.web.escaping import text
from assistant.web.requesting import wording
from assistant.web.requesting.draft import Draft
from assistant.web.requesting.visit import Visit, key, move, redraft
from assistant.web.requesting.wording import law_html

WARNING = ("purpose", "refuse", "without", "others", "minor")


def show_start(draft: Draft, say: Words) -> None:
    form = draft.form
    known = f'<p class="pa-told">{text(say("page.known"))}</p>' if draft.known else ""
    asks = f"{say('page.start.asks', n=draft.most)} {say('page.start.none')}"
    st.html(
        f'<div class="pa-request"><h1 class="pa-h1">{text(say(f"form.{form.id}.title"))}</h1>'
        f'<p class="pa-lede">{text(say(f"form.{form.id}.about"))} {text(asks)}</p>{known}'
        f"{steps_html(say('page.start.does'), form.does, say)}"
        f"{steps_html(say('page.start.gets'), form.gets, say)}"
        f"{_pace(form, say)}{_warning(form, say)}</div>"
    )


def steps_html(heading: str, steps: Iterable[Code], say: Words) -> str:
    """Duties and rights, each with the law where it stands."""
    known = load_forms().step
    items = "".join(
        f"<li>{text(say(f'step.{one}'))}{law_html(known[one].law, known[one].mark, say)}</li>" for one in steps
    )
    return f'<h2 class="pa-h2">{text(heading)}</h2><ul class="pa-list">{items}</ul>'


def _pace(form: Form, say: Words) -> str:
    lines = "".join(f"<li>{text(line)}</li>" for line in wording.clock_lines(form.clock, say))
    listed = f'<ul class="pa-list">{lines}</ul>' if lines else ""
    return f'<h2 class="pa-h2">{text(say("page.done.by"))}</h2><p>{text(say(f"pace.{form.pace}"))}</p>{listed}'


def _warning(form: Form, say: Words) -> str:
    asks_nobody = not any(one.required and one.why in ("standing", "reach") for one in form.questions)
    lines = [say(f"page.notice.{one}") for one in WARNING]
    lines += [say("page.notice.public")] if form.id == "public_data_request" and asks_nobody else []
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return (
        f'<section class="pa-warning" aria-labelledby="pa-warning"><h2 class="pa-h2" id="pa-warning">'
        f'{text(say("page.notice.title"))}</h2><ul class="pa-list">{items}</ul></section>'
    )


def show_begin(say: Words) -> None:
    with st.container(horizontal=True, key="request-buttons"):
        st.button(say("page.begin"), key=key("continue"), type="primary", on_click=redraft, args=(Draft.going_on,))
        st.button(say("page.back"), key=key("back"), on_click=move, args=(Visit.choosing,))
