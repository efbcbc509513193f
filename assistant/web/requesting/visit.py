"""The requests of a visit: drafts, the guide that is read, the request just filed. In the session and nowhere else.

Nothing of it is ever in the address, so nothing of it is in a browser's history or in a server's log.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st
from pydantic import Field

from assistant.record import Record
from assistant.rights.answers import Filed
from assistant.web.requesting.draft import Draft, open_draft

_KEY = "request"


class Done(Record):
    """A filed request, as the confirmation shows it. The code is known here alone, until the person has left."""

    reference: str
    code: str | None = Field(repr=False)
    filed: Filed
    received: datetime


class Visit(Record):
    """What is shown is the first there is of `done`, `guide` and the draft of `form`; else the choice of forms.

    `drafts` by form: to begin another form loses nothing. `failed` is the key of the words for a filing that failed;
    `cleared`: a draft was just thrown away. `count` tells one event from the next.
    """

    drafts: dict[str, Draft] = Field(default_factory=dict)
    form: str | None = None
    guide: str | None = None
    done: Done | None = None
    failed: str = ""
    cleared: bool = False
    count: int = 0

    @property
    def draft(self) -> Draft | None:
        return self.drafts.get(self.form or "")

    def moved(self, **changes: object) -> "Visit":
        kept = {"failed": "", "cleared": False, "guide": None, "count": self.count + 1}
        return self.model_copy(update=kept | changes)

    def opened(self, form: str) -> "Visit":
        """The draft of this form, taken up where it was left, or a new one."""
        return self.drafted(self.drafts.get(form) or open_draft(form))

    def drafted(self, draft: Draft) -> "Visit":
        return self.moved(drafts={**self.drafts, draft.form_id: draft}, form=draft.form_id)

    def choosing(self) -> "Visit":
        """Back to the choice of forms; drafts stay."""
        return self.moved(form=None, done=None)

    def without(self, form: str) -> "Visit":
        kept = {name: draft for name, draft in self.drafts.items() if name != form}
        return self.moved(drafts=kept, form=None, done=None, cleared=form in self.drafts)

    def filed(self, done: Done) -> "Visit":
        """The answers live on in the confirmation alone."""
        return self.without(done.filed.form).model_copy(update={"done": done, "cleared": False})


def current() -> Visit:
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Visit) else Visit()


def key(button: str) -> str:
    """A button's key, new with every event: what was pressed goes away, and the focus moves on to what came of it."""
    return f"request-{button}-{current().count}"


def keep(visit: Visit) -> None:
    st.session_state[_KEY] = visit


def move(step: Callable[[Visit], Visit]) -> None:
    keep(step(current()))


def redraft(step: Callable[[Draft], Draft]) -> None:
    """A move of the open draft, if there is one: a button pressed twice may come after the form is gone."""
    visit = current()
    if visit.draft:
        keep(visit.drafted(step(visit.draft)))


def open_form(form: str, known: Mapping[str, str]) -> None:
    """Open `form` with what is known of its answers, by question; a draft of it that there is, is taken up again.

    For other pages, whose buttons lead here: what the person just chose there counts more than what the draft held.
    Raises UsageError for a form that families do not file.
    """
    visit = current().moved(done=None)
    keep(visit.drafted((visit.drafts.get(form) or open_draft(form)).knowing(known)))
