"""Choosing: which form fits, by situation and in plain words; and the guides to what is not the district's to take."""

from collections.abc import Callable
from functools import partial
from typing import get_args

import streamlit as st

from assistant.i18n import Words
from assistant.rights.forms import Group, load_forms
from assistant.web.escaping import markdown, text
from assistant.web.requesting.visit import Visit, move
from assistant.web.requesting.wording import clock_lines, law_html


def show_choice(visit: Visit, say: Words) -> None:
    st.html(
        f'<h1 class="pa-h1">{text(say("page.title"))}</h1>'
        f'<p class="pa-lede">{text(say("page.lede"))} {text(say("page.not_advice"))}</p>'
    )
    if visit.cleared:
        st.html(f'<p class="pa-told">{text(say("page.cleared"))}</p>')
    for form in visit.drafts:
        _resume(form, say)
    with st.container(key="request-choice"):
        for group in get_args(Group):
            with st.container(key=f"request-group-{group}"):
                _group(group, say)


def _resume(form: str, say: Words) -> None:
    with st.container(key=f"request-resume-{form}"):
        st.html(f"<p>{text(say('page.filed_before', title=say(f'form.{form}.title')))}</p>")
        with st.container(horizontal=True):
            _button(f"resume-{form}", say("page.resume"), lambda at: at.opened(form))
            _button(f"clear-{form}", say("page.clear"), lambda at: at.without(form))


def show_guide(name: str, say: Words) -> None:
    guide = load_forms().guide[name]
    parts = [
        f'<h1 class="pa-h1">{text(say(f"guide.{name}.title"))}</h1>',
        f'<p class="pa-lede">{text(say(f"guide.{name}.about"))} {text(say("page.not_advice"))}</p>',
        _listed(say("guide.send"), [say(f"guide.line.{line}") for line in guide.send]),
        _listed(say("guide.to"), [say(f"guide.line.{line}") for line in guide.to]),
        _listed(say("guide.by"), clock_lines(guide.clock, say)),
        _listed(say("guide.know"), [say(f"guide.line.{line}") for line in guide.know]),
        f"<p>{law_html(guide.law, guide.mark, say)}</p>",
    ]
    st.html(f'<div class="pa-request">{"".join(parts)}</div>')
    _button("back", say("page.back"), Visit.choosing)


def _listed(heading: str, lines: list[str]) -> str:
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f'<h2 class="pa-h2">{text(heading)}</h2><ul class="pa-list">{items}</ul>'


def _group(group: Group, say: Words) -> None:
    st.html(f'<h2 class="pa-h2">{text(say(f"page.group.{group}"))}</h2>')
    forms = load_forms()
    for form in forms.form.values():
        if form.group == group:
            _button(form.id, _label(f"form.{form.id}", say), partial(_open, form.id))
    for name, guide in forms.guide.items():
        if guide.group == group:
            _button(f"guide-{name}", _label(f"guide.{name}", say), partial(_read, name))


def _label(key: str, say: Words) -> str:
    return f"**{markdown(say(f'{key}.title'))}**  \n{markdown(say(f'{key}.about'))}"


def _open(form: str, visit: Visit) -> Visit:
    return visit.opened(form)


def _read(guide: str, visit: Visit) -> Visit:
    return visit.moved(guide=guide)


def _button(key: str, label: str, step: Callable[[Visit], Visit]) -> None:
    st.button(label, key=f"request-{key}", on_click=move, args=(step,), wrap=True)
