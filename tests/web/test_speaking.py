"""The page speaks the language of the browser, then the one chosen; each question is answered in its own."""

from collections.abc import Callable

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest
from test_ask_page import html, plain

from assistant.i18n import words
from assistant.web.speaking import of_browser

ENGLISH, SPANISH = words("en"), words("es")
IN_ENGLISH = "How soon must the school show me my child's records?"
IN_SPANISH = "¿Qué tan pronto debe mostrarme la escuela el expediente de mi hijo?"
IN_SOMALI = "Waan rabaa inaan arko diiwaanka ubadkayga"


@pytest.fixture
def in_browser(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The browser says that it speaks this language."""

    def speak(locale: str) -> None:
        monkeypatch.setattr(ContextProxy, "locale", property(lambda _: locale))

    return speak


def ask(app: AppTest, asked: str) -> AppTest:
    app.chat_input[0].set_value(asked).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("locale", "language"),
    [("es-MX", "es"), ("es", "es"), ("ES-us", "es"), ("en-US", "en"), ("so-SO", "en"), ("", "en"), (None, "en")],
)
def test_the_first_language_is_the_browsers_where_it_is_offered(locale: str | None, language: str) -> None:
    assert of_browser(locale) == language


def test_a_spanish_browser_gets_a_spanish_page(app: AppTest, in_browser: Callable[[str], None]) -> None:
    in_browser("es-MX")
    app.run()
    assert SPANISH("ask.title") in plain(app)
    assert ENGLISH("ask.title") not in plain(app)
    assert app.radio(key="language").value == "es"
    assert app.radio(key="language").options == ["English", "Español"]
    assert app.button(key="example-0").label.startswith("¿Qué tan pronto")
    assert app.chat_input[0].placeholder == SPANISH("ask.placeholder")


def test_the_choice_outweighs_the_browser_and_is_kept(app: AppTest, in_browser: Callable[[str], None]) -> None:
    in_browser("en-US")
    app.run()
    assert ENGLISH("ask.title") in plain(app)
    app.radio(key="language").set_value("es").run()
    assert SPANISH("ask.title") in plain(app)
    ask(app, IN_SPANISH)
    app.chat_input[0].set_value("x" * 2001).run()
    app.run()
    assert SPANISH("ask.title") in plain(app)
    assert app.radio(key="language").value == "es"


@pytest.mark.parametrize("locale", ["en-US", "es-US"])
@pytest.mark.parametrize(("asked", "language"), [(IN_ENGLISH, "en"), (IN_SPANISH, "es")])
def test_a_question_is_answered_in_its_own_language(
    app: AppTest, in_browser: Callable[[str], None], locale: str, asked: str, language: str
) -> None:
    in_browser(locale)
    ask(app.run(), asked)
    turn = app.session_state["conversation"].turns[0]
    assert turn.shown.response.language == language
    assert not turn.foreign
    assert words(language)("turn.you") in plain(app)
    assert words(language)("referral.heading") in plain(app)
    assert (f'<div lang="{language}">' in html(app)) == (not locale.startswith(language))


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("es-US", "es")])
def test_any_other_language_gets_the_interpreter_line_once(
    app: AppTest, in_browser: Callable[[str], None], locale: str, language: str
) -> None:
    in_browser(locale)
    page = plain(ask(app.run(), IN_SOMALI))
    assert page.count(words(language)("ask.interpreter")) == 1
    assert app.session_state["conversation"].turns[0].shown.response.language == language
    assert words(language)("ask.interpreter") not in plain(
        ask(AppTest.from_file(app._script_path, default_timeout=60).run(), IN_ENGLISH)
    )


@pytest.mark.parametrize(("asked", "said"), [("x" * 2001, "2,001 caracteres"), ("   ", "La pregunta está vacía")])
def test_what_is_no_question_is_said_in_spanish(
    app: AppTest, in_browser: Callable[[str], None], asked: str, said: str
) -> None:
    in_browser("es")
    app.run()
    app.chat_input[0].set_value(asked).run()
    assert said in plain(app)


def test_earlier_answers_keep_their_language_when_the_page_changes(app: AppTest) -> None:
    ask(app.run(), IN_ENGLISH)
    app.radio(key="language").set_value("es").run()
    page = plain(app)
    assert SPANISH("ask.title") in page
    assert ENGLISH("source.heading") in page
    assert '<div lang="en">' in html(app)
