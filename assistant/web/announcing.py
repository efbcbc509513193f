"""Announcing: what a sighted person sees happen, said to those who listen, and the focus kept where it makes sense.

Streamlit has no live region for a new answer, drops the focus when a pressed button goes away, leaves a new answer out
of sight, and leaves its menu open over a phone's page. One small component mends all four. It runs in the page, so it
is given our own words and selectors only, never what a person typed.
"""

import streamlit as st

_JS = """
export default function (component) {
  const { lang, say, token, scrollTo, focus, menu } = component.data ?? {}
  if (lang) document.documentElement.lang = lang
  const seen = (window.__pa ??= {})

  if (menu && seen.menu !== undefined && seen.menu !== menu && window.innerWidth < 768) {
    document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click()
  }
  if (menu) seen.menu = menu

  if (!token || seen.token === token) return
  seen.token = token
  const box = component.parentElement.querySelector('[role=status]')
  box.textContent = ''
  setTimeout(() => { box.textContent = say ?? '' }, 60)

  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  let tries = 0
  const settle = () => {
    const target = scrollTo && document.querySelector(scrollTo)
    if (scrollTo && !target && tries++ < 40) return setTimeout(settle, 50)
    target?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' })
    if (focus) mend(40)
  }
  // What has the focus goes away only when the page is drawn to its end, which may be a while after this.
  const mend = (left) => {
    // Where the step before put it, nobody chose to be: it goes on with the step.
    const at = document.activeElement
    const goes = (!at || at === document.body || at === seen.put) && document.querySelector(focus)
    if (goes && goes !== at) { goes.tabIndex = -1; goes.focus({ preventScroll: true }); seen.put = goes }
    if (left && seen.token === token) setTimeout(() => mend(left - 1), 150)
  }
  setTimeout(settle, 150)
}
"""

_announcer = st.components.v2.component(
    "pa_announcer",
    html='<div class="pa-sr" role="status" aria-live="polite"></div>',
    js=_JS,
    isolate_styles=False,
)


def announce(*, lang: str, menu: str, say: str = "", token: str = "", scroll_to: str = "", focus: str = "") -> None:
    """Say `say` once for each new `token`, bring `scroll_to` into view, move a lost focus to `focus` (CSS selectors).

    `menu` names the page or step: when it or the language changes on a phone, the menu is closed.
    """
    data = {"lang": lang, "menu": f"{menu} {lang}", "say": say, "token": token, "scrollTo": scroll_to, "focus": focus}
    _announcer(key="pa_announcer", data=data)
