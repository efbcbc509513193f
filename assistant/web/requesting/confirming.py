"""Confirming: reference and code, what follows and by when, how the day was counted, the way on after a no, a copy."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.deadlines.due import Due, LimitDue, due
from assistant.i18n import Words, words
from assistant.rights.forms import load_forms
from assistant.web.escaping import text
from assistant.web.requesting import wording
from assistant.web.requesting.counting import calendar_html
from assistant.web.requesting.keeping import Copy, Part
from assistant.web.requesting.saving import show_saving
from assistant.web.requesting.starting import steps_html
from assistant.web.requesting.visit import Done, Visit, move
from assistant.web.runtime import runtime
from assistant.web.storing import calendar, zone


def show_done(done: Done, say: Words) -> None:
    here = zone()
    counted = due(done.filed.form, done.received, calendar=calendar(), zone=here, conditions=done.filed.cases)
    form = load_forms()[done.filed.form]
    st.html(
        f'<div class="pa-request"><h1 class="pa-h1">{text(say("page.done.title"))}</h1>'
        f'<p class="pa-lede">{text(say(f"form.{form.id}.title"))}. {text(_received(done.received, here, say))}</p>'
        f"{_reference(done, say)}"
        f'<h2 class="pa-h2">{text(say("page.done.save"))}</h2></div>'
    )
    copy = copy_of(done, counted, here, say)
    show_saving(copy, name=f"request-{done.reference}", date=_day(done.received, here, say), say=say)
    st.html(f'<div class="pa-request">{_by(counted, say)}{_next(done, say)}</div>')
    _ways_on(form.refused, say)
    st.html(f'<p class="pa-quiet">{text(say("page.done.finish_hint"))}</p>')
    st.button(say("page.done.finish"), key="request-finish", type="primary", on_click=move, args=(Visit.choosing,))


def _reference(done: Done, say: Words) -> str:
    code = (
        f"<div><dt>{text(say('page.done.code'))}</dt><dd><code>{text(done.code)}</code></dd></div>" if done.code else ""
    )
    return (
        f'<div class="pa-filed"><dl class="pa-keys"><div><dt>{text(say("page.done.reference"))}</dt>'
        f"<dd><code>{text(done.reference)}</code></dd></div>{code}</dl>"
        f"<p>{text(say('page.done.once'))} {text(say('page.done.lost'))}</p></div>"
    )


def _received(received: datetime, here: ZoneInfo, say: Words) -> str:
    local = received.astimezone(here)
    return say("page.done.received", day=words(say.language).day(local.date()), time=f"{local:%I:%M %p}".lstrip("0"))


def _day(received: datetime, here: ZoneInfo, say: Words) -> str:
    return words(say.language).day(received.astimezone(here).date())


def _next(done: Done, say: Words) -> str:
    form = load_forms()[done.filed.form]
    does = steps_html(say("page.done.next"), form.does, say)
    return does + steps_html(say("page.start.gets"), form.gets, say)


def _by(counted: Due, say: Words) -> str:
    lines = "".join(f"<p>{text(line)}</p>" for line in by_lines(counted, say))
    drawn = calendar_html(counted, say)
    how = (
        f'<h3 class="pa-h">{text(say("page.calendar.title"))}</h3>'
        f'<p class="pa-quiet">{text(say("page.calendar.lede"))} {text(say("page.done.choices"))}</p>{drawn}'
        if drawn
        else ""
    )
    others = "".join(f"<li>{text(line)}</li>" for line in other_lines(counted, say))
    more = f'<h3 class="pa-h">{text(say("page.done.other_limits"))}</h3><ul class="pa-list">{others}</ul>'
    return f'<h2 class="pa-h2">{text(say("page.done.by"))}</h2>{lines}{how}{more if others else ""}'


def by_lines(counted: Due, say: Words) -> list[str]:
    """The date and the limit it comes from; or how quickly an answer is owed where no day can be counted."""
    governing = next((one for one in counted.limits if one.id == counted.governs), None)
    if counted.due_on is None or governing is None:
        return [say(f"pace.{counted.pace}")]
    pages = words(say.language)
    told = {"limit": pages(f"due.limit.{governing.id}"), "amount": pages.amount(governing.amount, governing.unit)}
    unchecked = [say("page.unchecked")] if governing.mark == "M" else []
    return [
        say("page.done.due", day=pages.day(counted.due_on)),
        " ".join([say("page.done.counted_by", citation="; ".join(governing.citation), **told), *unchecked]),
    ]


def other_lines(counted: Due, say: Words) -> list[str]:
    """Every other limit that the family is told of: those that bind in a case that this is not, are left out."""
    told = load_forms()[counted.form].clock
    return [
        _other(one, say)
        for one in counted.limits
        if one.id in told and one.id != counted.governs and one.why not in ("only_if", "not_yet_in_force", "pause")
    ]


def _other(limit: LimitDue, say: Words) -> str:
    pages = words(say.language)
    told = {"limit": pages(f"due.limit.{limit.id}"), "citation": wording.citations(limit, say)}
    before = [pages(f"due.before.{one}") for one in limit.before]
    tail = f" {say('page.done.limit_before', events=', '.join(before))}" if before else ""
    if limit.why == "to_be_confirmed":
        return say("page.done.limit_confirm", **told)
    if limit.amount is None:
        return say("page.done.limit_unnumbered", **told)
    amount = pages.amount(limit.amount, limit.unit)
    if limit.due_on is None:
        return say("page.done.limit_from", amount=amount, start=pages(f"due.start.{limit.runs_from}"), **told)
    return say("page.done.limit", amount=amount, day=pages.day(limit.due_on), **told) + tail


def _ways_on(refused: tuple[str, ...], say: Words) -> None:
    if not refused:
        return
    st.html(f'<h2 class="pa-h2">{text(say("page.done.refused"))}</h2>')
    known = load_forms()
    items = "".join(
        f"<li><b>{text(say(f'{kind}.{one}.title'))}.</b> {text(say(f'{kind}.{one}.about'))}</li>"
        for one in refused
        for kind in ("form" if one in known.form else "guide",)
    )
    st.html(f'<ul class="pa-list pa-request">{items}</ul>')


def copy_of(done: Done, counted: Due, here: ZoneInfo, say: Words) -> Copy:
    form = load_forms()[done.filed.form]
    rows = tuple(
        (wording.short(form.question(name), say), wording.filed(form.question(name), answer, say))
        for name, answer in done.filed.answers.items()
    )
    files = tuple((wording.short(form.question(name), say), file.name) for name, file in done.filed.files.items())
    kept = [(say("page.done.reference"), done.reference), *([(say("page.done.code"), done.code)] if done.code else [])]
    parts = (
        Part(heading=_received(done.received, here, say), rows=tuple(kept)),
        Part(heading=say("page.copy.answers"), rows=rows + files),
        Part(heading=say("page.done.by"), lines=(*by_lines(counted, say), *other_lines(counted, say))),
        Part(heading=say("page.done.next"), lines=tuple(say(f"step.{one}") for one in (*form.does, *form.gets))),
    )
    district = runtime().district() or say("page.copy.district")
    return Copy(title=say(f"form.{form.id}.title"), head=say("page.copy.title", district=district), parts=parts)
