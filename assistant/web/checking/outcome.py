"""The outcome as markup: in a word and a sentence, with a shape of its own, and where a person must decide.

Colour, shape and word each say it alone.
"""

from assistant.corpus.district import District
from assistant.disclosure.decision import DisclosureDecision
from assistant.disclosure.rules import RELEASES, Outcome
from assistant.i18n import Words
from assistant.web.escaping import text


def outcome_html(decision: DisclosureDecision, *, still_open: bool, say: Words) -> str:
    outcome = decision.outcome
    parts = [f"<p>{text(say(f'outcome.{outcome}.sentence'))}</p>"]
    if still_open:
        parts.append(f'<p class="pa-lead">{text(say("verdict.open"))}</p>')
    if decision.mark != "V":
        doubt = say("verdict.memory" if decision.mark == "M" else "verdict.uncertain")
        parts.append(f'<p class="pa-note">{text(doubt)}</p>')
    return (
        f'<div class="pa-outcome pa-is-{outcome}">{shape_html(outcome)}'
        f'<div><p class="pa-note">{text(say("verdict.heading"))}</p>'
        f'<h2 class="pa-word" id="check-step">{text(say(f"outcome.{outcome}.word"))}</h2>{"".join(parts)}</div></div>'
    )


def shape_html(outcome: Outcome) -> str:
    return f'<img class="pa-shape" src="/app/static/outcome-{outcome}.svg" alt="">'


def short_html(outcome: Outcome, say: Words) -> str:
    """An outcome within a line: its shape and its word."""
    return f'<span class="pa-short pa-is-{outcome}">{shape_html(outcome)}{text(say(f"outcome.{outcome}.word"))}</span>'


def person_html(decision: DisclosureDecision, district: District, say: Words) -> str:
    """Where the rules stop: who has to decide. Nothing where no person must."""
    counsel = any(duty.kind == "counsel" for duty in decision.duties)
    if decision.outcome != "ask_ra" and not counsel:
        return ""
    lines = [say("verdict.person_counsel")] if counsel else []
    if decision.outcome == "ask_ra":
        lines = [say("verdict.person_ask"), *lines, _authority(district, say)]
    told = "".join(f"<p>{text(line)}</p>" for line in lines)
    return f'<div class="pa-person"><h3 class="pa-h">{text(say("verdict.person"))}</h3>{told}</div>'


def _authority(district: District, say: Words) -> str:
    who = district.responsible_authority
    if who is None:
        return say("verdict.person_unnamed")
    return say("verdict.person_named", name=f"{who.name}, {who.title}" if who.title else who.name)


def items_html(decision: DisclosureDecision, say: Words) -> str:
    """Where there are several kinds of data: those that fare alike by one rule stand together."""
    if len(decision.per_item) < 2:
        return ""
    alike: dict[tuple[Outcome, str], list[str]] = {}
    for item in decision.per_item:
        alike.setdefault((item.outcome, item.rule), []).append(item.data)
    groups = "".join(_group(outcome, row, names, say) for (outcome, row), names in alike.items())
    return f'<h2 class="pa-h2">{text(say("verdict.items"))}</h2>{groups}'


def _group(outcome: Outcome, row: str, names: list[str], say: Words) -> str:
    by = f'<span class="pa-note">{text(say("verdict.item_rule", row=row))}</span>'
    return f'<div class="pa-change">{short_html(outcome, say)} {by}{_listed(names, say)}</div>'


def least_html(decision: DisclosureDecision, say: Words) -> str:
    """No more than needed: what may go, and what must stay. Where nothing may go, the outcome has said so."""
    going = [item.data for item in decision.per_item if item.outcome in RELEASES]
    waiting = [item.data for item in decision.per_item if item.outcome == "conditions"]
    closed = [item.data for item in decision.per_item if item.outcome in ("consent", "ask_ra", "prohibited")]
    if not going and not waiting:
        return ""
    parts = [f'<h2 class="pa-h2">{text(say("verdict.least.heading"))}</h2>']
    if any(duty.kind == "trim" for duty in decision.duties):
        parts.append(f'<p class="pa-lead">{text(say("verdict.least.trim"))}</p>')
    parts += [_data(f"verdict.least.{name}", listed, say) for name, listed in _lists(going, waiting, closed) if listed]
    return "".join(parts)


def _lists(going: list[str], waiting: list[str], closed: list[str]) -> list[tuple[str, list[str]]]:
    return [("release", going), ("held", waiting), ("closed", closed)]


def _data(key: str, names: list[str], say: Words) -> str:
    return f"<p>{text(say(key))}</p>{_listed(names, say)}"


def _listed(names: list[str], say: Words) -> str:
    items = "".join(f"<li>{text(say(f'data.{name}'))}</li>" for name in names)
    return f'<ul class="pa-list">{items}</ul>'
