"""A person who fills in a request: every step found by what it says, every answer given as people give it."""

from collections.abc import Mapping

from playwright.sync_api import Locator, expect
from visiting import Visit

from assistant.i18n import Words, words
from assistant.rights.answers import UNKNOWN, Typed
from assistant.rights.forms import Form, Question
from assistant.rights.standing import asked_for_standing
from assistant.web.requesting import wording

ENGLISH = words("en", "requests")
PAPER = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"}
# What a person might type; anything else is chosen, or has the kind's own below.
TYPED = {"student_name": "Maya Lindqvist", "your_name": "Ana Lindqvist", "text_number": "218-555-0188"}
OF_KIND = {
    "email": "ana.lindqvist@example.org",
    "phone": "218-555-0123",
    "text": "Spring term",
    "long_text": "As said.",
}


class Filing:
    """`told` answers a question otherwise than by the first choice or a usual word; UNKNOWN presses "I don't know"."""

    def __init__(
        self, visit: Visit, form: Form, *, say: Words = ENGLISH, told: Mapping[str, Typed] | None = None
    ) -> None:
        self.visit, self.form, self.say = visit, form, say
        self.told = dict(told or {})
        self._done: set[str] = set()
        self.page = visit.page
        self.here = visit.page.locator(".st-key-request")

    def open(self) -> "Filing":
        """The page, and on it the form, by its own words."""
        self.visit.open("/request")
        self.at(self.say("page.title"))
        self.here.get_by_role("button", name=self.say(f"form.{self.form.id}.title")).first.click()
        self.at(self.say(f"form.{self.form.id}.title"))
        return self

    def at(self, heading: str) -> None:
        """The step of this heading is drawn to its end."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=15_000)
        self.page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')

    def press(self, words: str) -> None:
        self.here.get_by_role("button", name=words, exact=True).click()

    def begin(self) -> None:
        self.press(self.say("page.begin"))

    def fill_in(self) -> None:
        """Every question, and the advice on the way, up to the check of answers."""
        self.begin()
        while (question := self.next_question()) is not None:
            self.answer(question)
            self.told.setdefault(question.id, self.usual(question))
            if self.advised_after(question):
                self.at_advice()
                self.press(self.say("page.continue"))
        self.at(self.say("page.check.title"))

    def next_question(self) -> Question | None:
        found = next((one for one in self.form.asked(self.told) if one.id not in self._done), None)
        if found:
            self._done.add(found.id)
        return found

    def arrive(self, question: Question) -> None:
        self.at(wording.asked(question, self.say))

    def answer(self, question: Question) -> None:
        self.arrive(question)
        typed = self.told.get(question.id, self.usual(question))
        if typed == UNKNOWN and not question.choices:
            self.press(self.say("page.unknown"))
            return
        self._give(question, typed)
        self.press(self.say("page.continue"))

    def send(self) -> tuple[str, str]:
        """The reference and the code."""
        self.press(self.say("page.check.submit", title=self.say(f"form.{self.form.id}.title")))
        self.at(self.say("page.done.title"))
        reference, code = self.here.locator(".pa-filed code").all_inner_texts()
        return reference, code

    def advised_after(self, question: Question) -> bool:
        standing = asked_for_standing(self.form, self.told)
        return bool(standing) and question.id == standing[-1]

    def at_advice(self) -> None:
        expect(self.here.get_by_text(self.say("page.standing.anyway"))).to_be_visible()

    def usual(self, question: Question) -> Typed:
        if question.kind == "many":
            return question.choices[:1]
        if question.choices:
            return question.choices[0]
        if question.kind in ("date", "file"):
            return ()
        return TYPED.get(question.id, OF_KIND[question.kind])

    def _give(self, question: Question, typed: Typed) -> None:
        match question.kind:
            case "choice" | "yes_no":
                self._mark(self.say("page.unknown") if typed == UNKNOWN else self._choice(question, str(typed)))
            case "many":
                for code in typed if isinstance(typed, tuple) else ():
                    self._mark(self._choice(question, code))
            case "date":
                year = "2027" if question.dates == "coming" else "2014"
                for part, number in (("month", "3"), ("day", "9"), ("year", year)):
                    self.here.get_by_role("textbox", name=self.say(f"page.date.{part}"), exact=True).fill(number)
            case "file":
                self.here.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([PAPER])  # type: ignore[list-item]
                expect(self.here.get_by_text("paper.pdf")).to_be_visible()
            case _:
                self.box(question).fill(str(typed))

    def box(self, question: Question) -> Locator:
        return self.here.get_by_role("textbox", name=wording.asked(question, self.say), exact=True)

    def _choice(self, question: Question, code: str) -> str:
        return wording.choice(question, code, self.say)

    def _mark(self, label: str) -> None:
        self.here.locator("label").get_by_text(label, exact=True).click()
