"""Saving: buttons that put a copy on the person's own device.

Streamlit's own download leaves the file at an address that asks for no session. A request is a person's own, so here
the copy goes to the page itself, over the visit's connection, and the browser makes the file: it is at no address.
"""

from base64 import b64encode

import streamlit as st

from assistant.errors import WorkError
from assistant.i18n import Words, languages
from assistant.record import Record
from assistant.web.escaping import text
from assistant.web.requesting.keeping import Copy, as_html, as_pdf, as_text

_JS = """
export default function (component) {
  const box = component.parentElement.querySelector('.pa-saves')
  const files = component.data?.files ?? []
  box.replaceChildren(...files.map(file => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'pa-save'
    button.textContent = file.label
    button.onclick = () => {
      const bytes = Uint8Array.from(atob(file.content), c => c.charCodeAt(0))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([bytes], { type: file.media }))
      link.download = file.name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60000)
    }
    return button
  }))
}
"""

_saver = st.components.v2.component("pa_saver", html='<div class="pa-saves"></div>', js=_JS, isolate_styles=False)


class File(Record):
    """`content` in base64, as the component takes it."""

    label: str
    name: str
    media: str
    content: str


def show_saving(copy: Copy, *, name: str, date: str, say: Words) -> None:
    """`name` of the files without an ending: no name of a person in it, since others see a folder's list."""
    st.html(f'<p class="pa-quiet">{text(say("page.done.saved_hint"))}</p>')
    _saver(
        key="request-saver", data={"files": [one.model_dump() for one in files(copy, name=name, date=date, say=say)]}
    )


def files(copy: Copy, *, name: str, date: str, say: Words) -> list[File]:
    """The copy in each form that can be made; the PDF only in a language in which its frame has words."""
    made = [
        _file(say("page.done.save_html"), f"{name}.html", "text/html;charset=utf-8", as_html(copy, say).encode()),
        _file(say("page.done.save_text"), f"{name}.txt", "text/plain;charset=utf-8", as_text(copy).encode()),
    ]
    if say.language not in languages("letters"):
        return made
    try:
        pdf = as_pdf(copy, date=date, say=say)
    except WorkError:
        return made
    return [_file(say("page.done.save_pdf"), f"{name}.pdf", "application/pdf", pdf), *made]


def _file(label: str, name: str, media: str, content: bytes) -> File:
    return File(label=label, name=name, media=media, content=b64encode(content).decode())
