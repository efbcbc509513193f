"""Advising: whose right it is, and what may help to show it, before the other questions. It bars nobody."""

import streamlit as st

from assistant.i18n import Words
from assistant.rights.standing import Advice, advise
from assistant.web.escaping import markdown, text
from assistant.web.requesting.draft import Draft, instead
from assistant.web.requesting.visit import current, keep, key, redraft
from assistant.web.requesting.wording import law_html


def show_advice(draft: Draft, say: Words) -> None:
    told = {name: typed if isinstance(typed, str) else None for name, typed in draft.typed.items()}
    if (advice := advise(draft.form, told)) is not None:
        st.html(_advice(advice, say))
        other = advice.instead
        if other and other != draft.form_id:
            st.html(f"<p>{text(say('page.standing.instead'))}</p>")
            title = markdown(say("page.standing.open_instead", title=say(f"form.{other}.title")))
            st.button(title, key="request-instead", on_click=_open, args=(draft, other), wrap=True)
        st.html(f'<p class="pa-lede">{text(say("page.standing.anyway"))}</p>')
    with st.container(horizontal=True, key="request-buttons"):
        st.button(say("page.continue"), key=key("continue"), type="primary", on_click=redraft, args=(Draft.going_on,))
        st.button(say("page.back"), key=key("back"), on_click=redraft, args=(Draft.back,))


def _advice(advice: Advice, say: Words) -> str:
    papers = "".join(f"<li>{text(say(f'standing.paper.{one}'))}</li>" for one in advice.papers)
    listed = f'<h2 class="pa-h2">{text(say("page.standing.papers"))}</h2><ul class="pa-list">{papers}</ul>'
    return (
        f'<div class="pa-request"><h1 class="pa-h1">{text(say(f"page.standing.{advice.fits}"))}</h1>'
        f"<p>{text(say(f'standing.reason.{advice.reason}'))}{law_html(advice.law, advice.mark, say)}</p>"
        f"{listed if papers else ''}</div>"
    )


def _open(draft: Draft, form: str) -> None:
    keep(current().drafted(instead(draft, form)))
