"""Actions: what can be done with an answer. Copy it, print it, keep its receipt, or say that it is wrong.

One quiet row under the answer. Saying that it is wrong takes one tap, which keeps what is told in the thanks and no
more; a reason and words of one's own may follow, and are kept only when they are sent.
"""

import logging
from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from assistant.answering.receipt import issue, written
from assistant.answering.reporting import CHOICES, LONGEST_TEXT, Why, WrongAnswer, about, keep, saying_more
from assistant.errors import WorkError
from assistant.i18n import Words, words
from assistant.record import Record
from assistant.web.conversation import Turn
from assistant.web.copying import copied_text
from assistant.web.escaping import markdown, text
from assistant.web.handing import hand_over
from assistant.web.printing import sheet_html
from assistant.web.runtime import Holdings, runtime

FOLDER = "reports"
_log = logging.getLogger("assistant.web")


class Done(Record):
    """What has been done with a turn. `told` is the key of what was said last, and `times` counts how often."""

    turn: Turn
    asked_at: datetime
    receipt: str
    report: WrongAnswer | None = None
    told: str = ""
    times: int = 0
    sent: bool = False


def answer_actions(turn: Turn, *, number: int, held: Holdings, say: Words) -> None:
    """The row under a turn, in the language of the page; what is handed over is in the language of the answer."""
    done = _done(turn, number, held)
    shown, answered = turn.shown, words(turn.shown.response.language)
    with st.container(key=f"actions-{number}", horizontal=True, vertical_alignment="center", gap="small"):
        with_words = bool(shown.sources)
        hand_over(
            number=number,
            text=copied_text(shown, say=answered) if with_words else "",
            sheet=_sheet(done, answered) if with_words else "",
            say=say,
            told=say(f"actions.report.{done.told}") if done.told else "",
            token=f"{done.asked_at.isoformat()} {number} {done.times}" if done.told else "",
            focus=f"#thanks-{number}",
        )
        if done.receipt:
            _receipt_button(done, number, say)
        if done.report is None:
            st.button(
                markdown(say("actions.report.tap")),
                key=f"report-{number}",
                type="tertiary",
                on_click=_report,
                args=(number,),
            )
    if done.told:
        st.html(f'<p class="pa-thanks" id="thanks-{number}">{text(say(f"actions.report.{done.told}"))}</p>')
    if done.report and not done.sent:
        _more(number, held, say)


def _done(turn: Turn, number: int, held: Holdings) -> Done:
    """A turn is met first in the run that answers it, so its moment is now, and `held` is what it was made from."""
    known = st.session_state.setdefault("done", {})
    found = known.get(number)
    if isinstance(found, Done) and found.turn == turn:
        return found
    now = _now()
    fresh = Done(turn=turn, asked_at=now, receipt=_receipt(turn, now, held))
    known[number] = fresh
    return fresh


def _receipt(turn: Turn, asked_at: datetime, held: Holdings) -> str:
    """The file, or nothing where nothing is quoted."""
    if not turn.shown.sources or turn.shown.index_digest != held.index.digest:
        return ""
    receipt = issue(
        turn.shown.response,
        passages=held.index.by_id,
        catalog=held.catalog,
        index_digest=held.index.digest,
        encoder_digest=held.encoder.digest,
        asked_at=asked_at,
    )
    return written(receipt)


def _sheet(done: Done, say: Words) -> str:
    return sheet_html(done.turn.shown, asked_at=done.asked_at, district=runtime().district(), say=say)


def _receipt_button(done: Done, number: int, say: Words) -> None:
    st.download_button(
        markdown(say("actions.receipt")),
        done.receipt,
        file_name=say("actions.receipt_file"),
        mime="application/json",
        key=f"receipt-{number}",
        type="tertiary",
        on_click="ignore",
    )


def _more(number: int, held: Holdings, say: Words) -> None:
    with (
        st.popover(markdown(say("actions.report.more")), type="tertiary", key=f"more-{number}"),
        st.form(f"say-more-{number}", border=False),
    ):
        st.radio(
            markdown(say("actions.report.why")),
            CHOICES,
            index=None,
            format_func=lambda why: say(f"actions.why.{why}"),
            key=f"why-{number}",
        )
        st.text_area(markdown(say("actions.report.text")), max_chars=LONGEST_TEXT, key=f"text-{number}")
        st.html(f'<p class="pa-note">{text(say("actions.report.no_names"))}</p>')
        st.form_submit_button(markdown(say("actions.report.send")), on_click=_send, args=(number, held))


def _report(number: int) -> None:
    done: Done = st.session_state["done"][number]
    shown = done.turn.shown
    report = about(shown.response, report_id=uuid4().hex, reported_at=_now(), index_digest=shown.index_digest)
    _keep(number, done, report, thanks="thanks")


def _send(number: int, held: Holdings) -> None:
    done: Done = st.session_state["done"][number]
    why: Why | None = st.session_state.get(f"why-{number}")
    said = str(st.session_state.get(f"text-{number}") or "")
    if done.report is None:
        return
    if not (why or said.strip()):
        _tell(number, done, "empty")
        return
    more = saying_more(done.report, why=why or "unsaid", text=said, reported_at=_now(), known=held.index.vocabulary)
    _keep(number, done, more, thanks="sent")


def _keep(number: int, done: Done, report: WrongAnswer, *, thanks: str) -> None:
    """A report that could not be kept may be tried again: its button stays."""
    try:
        keep(report, runtime().settings.data_dir / FOLDER)
    except WorkError as error:
        _log.error("%s", error)
        _tell(number, done, "failed")
    else:
        _tell(number, done.model_copy(update={"report": report, "sent": thanks == "sent"}), thanks)


def _tell(number: int, done: Done, key: str) -> None:
    st.session_state["done"][number] = done.model_copy(update={"told": key, "times": done.times + 1})


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 the page is the edge where the clock is read
