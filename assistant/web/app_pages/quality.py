"""How well does it work? The accepted figures, what is refused, what is held, and what this does not do."""

import streamlit as st

from assistant.answering.quality import Accepted, load_accepted
from assistant.corpus.catalog import Document
from assistant.errors import PrivacyAssistantError, WorkError
from assistant.i18n import Words, words
from assistant.web.announcing import announce
from assistant.web.measured import quality_html
from assistant.web.runtime import runtime
from assistant.web.speaking import spoken

COMMAND = "python -m evals"


def page(say: Words) -> None:
    accepted = _accepted()
    documents, corpus = _held()
    same = accepted is None or not corpus or accepted.corpus_digest == corpus
    st.html(quality_html(accepted, documents=documents, same_documents=same, command=COMMAND, say=say))
    announce(lang=say.language, menu="quality")


def _accepted() -> Accepted | None:
    """None for a file that cannot be read too: a figure that may have been altered is not shown."""
    try:
        return load_accepted(runtime().settings.baseline_file)
    except WorkError:
        return None


def _held() -> tuple[tuple[Document, ...], str]:
    """The documents that are searched, and their digest; nothing while the index cannot be used."""
    try:
        held = runtime().holdings()
    except PrivacyAssistantError:
        return (), ""
    return tuple(d for i in held.doc_ids if (d := held.catalog.document(i))), held.index.manifest.corpus_digest


page(words(spoken()))
