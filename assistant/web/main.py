"""The script that Streamlit runs for every visitor and every event: the frame around the pages.

The folder of the pages is not called `pages`: Streamlit serves each script of a folder of that name beside this one on
its own, around the navigation below.
"""

from pathlib import Path
from typing import Literal

import streamlit as st

from assistant.errors import PrivacyAssistantError
from assistant.i18n import words
from assistant.web import conversation, speaking
from assistant.web.escaping import markdown, text
from assistant.web.failing import guard
from assistant.web.framing import district_html
from assistant.web.rendering import list_address, new_tab_link
from assistant.web.runtime import runtime
from assistant.web.visitor import banner_html, staff_words, visitor

HERE = Path(__file__).parent
STATIC = HERE / "static"
Visibility = Literal["visible", "hidden"]
say = words(speaking.spoken())

# A picture of our own, and before st.navigation: any other icon makes the browser ask another host for it.
st.set_page_config(page_title=say("app.name"), page_icon=str(STATIC / "icon.png"), layout="wide")
who, staff, asks = visitor(), staff_words(), words(say.language, "requests")
# A page that one may not use is left out of the menu and not out of the app: its address still says whom it is for.
checks: Visibility = "visible" if who.may("check_disclosure") else "hidden"
rules: Visibility = "visible" if who.may("read_rules") else "hidden"
# A flat list: sections would be lists within lists that screen readers count wrongly.
page = st.navigation(
    [
        st.Page(HERE / "app_pages" / "ask.py", title=say("ask.nav"), default=True),
        st.Page(HERE / "app_pages" / "request.py", title=asks("page.nav"), url_path="request"),
        st.Page(HERE / "app_pages" / "check.py", title=staff("check.nav"), url_path="check", visibility=checks),
        st.Page(HERE / "app_pages" / "rules.py", title=staff("rules.nav"), url_path="rules", visibility=rules),
        st.Page(HERE / "app_pages" / "quality.py", title=say("quality.nav"), url_path="quality"),
        st.Page(HERE / "app_pages" / "about.py", title=say("documents.title"), url_path="about"),
    ]
)
st.set_page_config(page_title=f"{page.title} · {say('app.name')}")
st.html(STATIC / "look.css")
st.logo(str(STATIC / "logo.svg"), size="large", icon_image=str(STATIC / "shield.svg"))


def whose() -> None:
    if name := district_html(runtime().district(), "p", say=say):
        st.html(name)
    speaking.switch(say)


def sidebar() -> None:
    try:
        documents = len(runtime().holdings().doc_ids)
    except PrivacyAssistantError:
        return
    link = new_tab_link(list_address(say=say), say("sidebar.documents"), say=say)
    st.html(f'<p class="pa-about">{text(say("sidebar.about", n=documents))}</p><p class="pa-about">{link}</p>')
    if conversation.current().turns:
        st.button(markdown(say("sidebar.clear")), key="clear", on_click=conversation.clear)


with st.sidebar:
    guard(whose)
if banner := banner_html(who):
    st.html(banner)
guard(page.run)
# After the page, which may just have taken the first question.
with st.sidebar:
    guard(sidebar)
