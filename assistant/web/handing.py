"""Handing over: the two buttons that only a browser can answer, copy and print, and what is said once they did.

A script may not stand in the page (see `headers`), so this is a component, like the announcer. It is given the text to
copy and the sheet to print ready-made and escaped. It speaks through the announcer's own live region: two of them talk
over each other.
"""

import streamlit as st

from assistant.i18n import Words

_HTML = '<button type="button" class="pa-act"></button><button type="button" class="pa-act"></button>'
_JS = """
export default function (component) {
  const { labels, text, sheet, heading, say, token, focus } = component.data ?? {}
  if (!labels) return
  const [copy, print] = component.parentElement.querySelectorAll('button')
  copy.textContent = labels.copy
  print.textContent = labels.print
  for (const button of [copy, print]) {
    button.hidden = !text
    button.setAttribute('aria-describedby', heading)
  }

  const tell = words => {
    const box = document.querySelector('[role=status].pa-sr')
    if (!box) return
    box.textContent = ''
    setTimeout(() => { box.textContent = words }, 60)
  }

  // Without a secure connection a browser has no clipboard; the old way needs a marked text.
  const byHand = () => {
    const area = document.createElement('textarea')
    area.value = text
    area.readOnly = true
    area.className = 'pa-sr'
    document.body.append(area)
    area.select()
    let done = false
    try { done = document.execCommand('copy') } catch { done = false }
    area.remove()
    copy.focus()
    return done
  }
  copy.onclick = async () => {
    let done = true
    try { await navigator.clipboard.writeText(text) } catch { done = byHand() }
    tell(done ? labels.copied : labels.copy_failed)
    copy.textContent = done ? labels.copied : labels.copy_failed
    setTimeout(() => { copy.textContent = labels.copy }, 4000)
  }

  print.onclick = () => {
    if (typeof window.print !== 'function') {
      tell(labels.print_failed)
      print.textContent = labels.print_failed
      return
    }
    document.querySelector('.pa-sheet')?.remove()
    const page = document.createElement('div')
    page.className = 'pa-sheet'
    page.innerHTML = sheet
    document.body.append(page)
    document.documentElement.classList.add('pa-printing')
    // A phone says that it has printed before it has drawn the sheet, so this waits for the reader to come back.
    const away = () => {
      page.remove()
      document.documentElement.classList.remove('pa-printing')
      for (const event of ['pointerdown', 'keydown']) window.removeEventListener(event, away, true)
    }
    for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, away, true)
    window.print()
  }

  const seen = (window.__paHanded ??= new Set())
  if (!token || seen.has(token)) return
  seen.add(token)
  tell(say)
  let tries = 0
  const settle = () => {
    const target = document.querySelector(focus)
    if (!target && tries++ < 40) return setTimeout(settle, 50)
    if (!target) return
    target.tabIndex = -1
    target.focus()
  }
  setTimeout(settle, 150)
}
"""

_handing = st.components.v2.component("pa_handing", html=_HTML, js=_JS, isolate_styles=False)
LABELS = ("copy", "copied", "copy_failed", "print", "print_failed")


def hand_over(
    *, number: int, text: str, sheet: str, say: Words, told: str = "", token: str = "", focus: str = ""
) -> None:
    """Copy and print for turn `number`; without `text` there is nothing to hand over, and no button.

    `told` is said once for each new `token`, and the focus, lost with the pressed button, goes to `focus` (a selector).
    """
    data = {
        "labels": {key: say(f"actions.{key}") for key in LABELS},
        "text": text,
        "sheet": sheet,
        "heading": f"t{number}",
        "say": told,
        "token": token,
        "focus": focus,
    }
    _handing(key=f"handing-{number}", data=data, width="content")
