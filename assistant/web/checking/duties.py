"""What to do before, with and after, as markup, each with its clock."""

from collections.abc import Iterator

from assistant.checking import amount
from assistant.disclosure.decision import DisclosureDecision, Duty
from assistant.disclosure.facts import DisclosureFacts
from assistant.i18n import Words
from assistant.web.escaping import text

WHENS = ("before", "with", "after")


def duties_html(decision: DisclosureDecision, *, say: Words, pages: Words) -> str:
    parts = [f'<h2 class="pa-h2">{text(say("verdict.do.heading"))}</h2>']
    for when in WHENS:
        due = [duty for duty in decision.duties if duty.when == when]
        if due:
            items = "".join(_duty(duty, say) for duty in due)
            parts.append(f'<h3 class="pa-h">{text(say(f"when.{when}"))}</h3><ul class="pa-todo">{items}</ul>')
    if not decision.duties:
        parts.append(f"<p>{text(say('verdict.do.nothing'))}</p>")
    return "".join([*parts, *_clocks(decision, say, pages)])


def notice_text(decision: DisclosureDecision, facts: DisclosureFacts, say: Words) -> str:
    """What goes with the data to whoever receives them; nothing where no such duty is."""
    if all(duty.kind != "redisclosure_notice" for duty in decision.duties):
        return ""
    closed = {item.data for item in decision.per_item if item.outcome in ("consent", "ask_ra", "prohibited")}
    given = "; ".join(say(f"data.{name}") for name in facts.data if name not in closed)
    return say("notice.text", purpose=say(f"purpose.{facts.purpose}"), data=given)


def _duty(duty: Duty, say: Words) -> str:
    within = duty.limit and amount(duty.limit)
    clock = f' <b class="pa-clock">{text(say("verdict.do.within", amount=within))}</b>' if within else ""
    still = "".join(
        f'<p class="pa-note">{text(say("verdict.do.because", question=say(f"fact.{fact}.ask")))}</p>'
        for fact in duty.facts
    )
    return f"<li>{text(say(f'duty.{duty.kind}'))}{clock}{still}</li>"


def _clocks(decision: DisclosureDecision, say: Words, pages: Words) -> Iterator[str]:
    for clock in decision.clocks:
        told = say("verdict.do.clock", limit=pages(f"due.limit.{clock}"), amount=amount(clock))
        yield f'<p class="pa-clock">{text(told)}</p>'
