"""The command line. Heavy libraries load inside the commands that use them, so that `--help` answers at once.

Results go to standard output, progress and warnings to standard error. Exit codes: 0 done, 1 the work failed, 2 the
call was wrong.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import __version__
from assistant.errors import PrivacyAssistantError, ReceiptUnreadable, UsageError
from assistant.i18n import languages
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.answering.receipt import Receipt
    from assistant.answering.response import LawsClock, Response, Statement
    from assistant.answering.verifying import Verification
    from assistant.corpus.changes import Change
    from assistant.deadlines.due import Due, LimitDue
    from assistant.desk import Desk
    from assistant.doctor import Diagnosis
    from assistant.i18n import Words

FOLDER = click.Path(file_okay=False, path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object (one a line with --batch).")
INDEX = click.option("--index", "index_dir", type=FOLDER, help="Folder of the index.")
CORPUS = click.option("--corpus", "corpus_dir", type=FOLDER, help="Folder of the documents.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Answers student-privacy questions from the district's documents, every sentence quoted, on this machine alone."""


@cli.command()
@CORPUS
@INDEX
@click.option("--full", is_flag=True, help="Encode everything anew.")
def build(corpus_dir: Path | None, index_dir: Path | None, full: bool) -> None:
    """Read the documents and build the index; only what is new is encoded."""
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import build as build_index

    settings = _settings(corpus_dir=corpus_dir, index_dir=index_dir)
    report = build_index(
        settings.index_dir,
        corpus_dir=settings.corpus_dir,
        added_dir=settings.added_dir,
        encoder=SentenceEncoder(settings.embedding_model_path),
        full=full,
        progress=_progress,
    )
    for unread in report.unread:
        click.echo(f"left out: {unread.doc_id}: {unread.reason}", err=True)
    state = "built" if report.changed else "already up to date"
    click.echo(
        f"Index {report.digest[:12]} {state}: {report.documents} documents, {report.passages} passages, "
        f"{report.encoded} texts encoded, {report.reused} reused, {report.seconds} s"
    )


@cli.command()
@click.argument("question", required=False)
@click.option(
    "--batch", type=click.Path(dir_okay=False, path_type=Path), help="A question a line (.txt), or JSON lines (.jsonl)."
)
@click.option("--audience", type=click.Choice(["family", "staff"]), default="family", show_default=True)
@click.option("--language", type=click.Choice([*languages(), "auto"]), default="auto", show_default=True)
@INDEX
@CORPUS
@JSON
def ask(
    question: str | None,
    batch: Path | None,
    audience: str,
    language: str,
    index_dir: Path | None,
    corpus_dir: Path | None,
    as_json: bool,
) -> None:
    """Answer QUESTION with quoted passages, or say honestly that nothing was found."""
    if (question is None) == (batch is None):
        raise UsageError("Give one QUESTION, or --batch FILE.")
    if question is not None:
        from assistant.answering.question import ask_about

        ask_about(question)  # a wrong call is told before anything heavy loads
    lines = _batch(batch, audience) if batch else []
    answer = _asker(_settings(corpus_dir=corpus_dir, index_dir=index_dir), language)
    if batch is None:
        response = answer(question or "", audience, None)
        foreign = _language(question or "", language) is None
        click.echo(response.model_dump_json() if as_json else _readable(response, foreign=foreign))
        return
    _each_line(lines, lambda line: click.echo(answer(line["question"], line["audience"], line["id"]).model_dump_json()))


@cli.command()
@click.argument("query", required=False)
@click.option(
    "--batch", type=click.Path(dir_okay=False, path_type=Path), help="A query a line (.txt), or JSON lines (.jsonl)."
)
@click.option("--k", type=click.IntRange(1, 100), default=10, show_default=True)
@INDEX
@CORPUS
@JSON
def search(
    query: str | None, batch: Path | None, k: int, index_dir: Path | None, corpus_dir: Path | None, as_json: bool
) -> None:
    """Show the ranking itself: which passages lie nearest to QUERY."""
    from assistant.answering.masking import mask
    from assistant.answering.question import ask_about
    from assistant.retrieval.search import encode_and_search

    if (query is None) == (batch is None):
        raise UsageError("Give one QUERY, or --batch FILE.")
    lines = _batch(batch, "family") if batch else [{"id": None, "question": ask_about(query or "").text}]
    index, encoder = _load(_settings(corpus_dir=corpus_dir, index_dir=index_dir))

    def rank(line: dict[str, Any]) -> None:
        sought = ask_about(line["question"]).sought
        ranking = encode_and_search(sought, index=index, encoder=encoder, kept=k)
        results = [
            {
                "passage_id": one.passage.passage_id,
                "doc_id": one.doc_id,
                "section": one.section_id,
                "pinpoint": one.passage.pinpoint,
                "score": round(one.score, 4),
            }
            for one in ranking.kept
        ]
        if as_json:
            found = {
                "query": mask(line["question"], known=index.vocabulary),
                "results": results,
                "top_similarity": round(ranking.top_similarity, 4),
            }
            click.echo(json.dumps(({"id": line["id"]} if batch else {}) | found, ensure_ascii=False))
        else:
            click.echo("\n".join(f"{r['score']:.3f}  {r['passage_id']}  {r['pinpoint']}" for r in results))

    _each_line(lines, rank)


@cli.group()
def requests() -> None:
    """What families filed, for the records office."""


@requests.command("list")
@JSON
def requests_list(as_json: bool) -> None:
    """Every request, what is due first standing first."""
    from assistant.desk import queue_text

    queue = _desk().queue()
    click.echo(json.dumps({"requests": queue}) if as_json else queue_text(queue))


@requests.command("show")
@click.argument("reference")
@JSON
def requests_show(reference: str, as_json: bool) -> None:
    """One request whole: its answers, and what happened to it."""
    from assistant.desk import request_text

    found = _desk().request(reference)
    click.echo(json.dumps(found) if as_json else request_text(found))


@cli.command()
@click.argument("form")
@click.option("--received", required=True, metavar="DATE", help="YYYY-MM-DD, or with the time: YYYY-MM-DDTHH:MM.")
@click.option("--if", "cases", multiple=True, metavar="CASE", help="A case that applies, such as special_education.")
@click.option("--time-zone", help="Instead of the district's, else America/Chicago.")
@click.option("--indigenous-peoples-day", is_flag=True, default=None, help="The district keeps it as a holiday.")
@click.option("--day-after-thanksgiving", is_flag=True, default=None, help="The district keeps it as a holiday.")
@CORPUS
@JSON
def due(
    form: str,
    received: str,
    cases: tuple[str, ...],
    time_zone: str | None,
    indigenous_peoples_day: bool | None,
    day_after_thanksgiving: bool | None,
    corpus_dir: Path | None,
    as_json: bool,
) -> None:
    """When an answer to FORM is due, and how the days were counted; what the district closes is in its own file."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from assistant.corpus.district import load_district
    from assistant.deadlines.calendar import Calendar
    from assistant.deadlines.due import district_zone
    from assistant.deadlines.due import due as count_due

    district = load_district(_settings(corpus_dir=corpus_dir).corpus_dir)
    try:
        zone = ZoneInfo(time_zone) if time_zone else district_zone(district)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"No time zone {(time_zone or '')[:60]!r}. Expected a name such as America/Chicago.") from None
    given = {"indigenous_peoples_day": indigenous_peoples_day, "day_after_thanksgiving": day_after_thanksgiving}
    calendar = Calendar.of(district).model_copy(update={day: kept for day, kept in given.items() if kept is not None})
    found = count_due(form, _moment(received, zone), calendar=calendar, zone=zone, conditions=cases)
    click.echo(found.model_dump_json() if as_json else _due_readable(found))


@cli.command()
@click.option(
    "--facts", "facts_file", type=click.Path(dir_okay=False, path_type=Path), help="Facts as JSON; without it, it asks."
)
@CORPUS
@JSON
def check(facts_file: Path | None, corpus_dir: Path | None, as_json: bool) -> None:
    """May this record go to that person? A decision by cited rules, question by question or from a file of facts."""
    from assistant.checking import interview, readable
    from assistant.disclosure.decide import decide
    from assistant.disclosure.facts import read_facts
    from assistant.disclosure.rules import load_rulebook

    facts = read_facts(_json_of(facts_file)) if facts_file else None
    rulebook = load_rulebook(_settings(corpus_dir=corpus_dir).corpus_dir)
    facts = facts or interview(rulebook)
    decision = decide(facts, rulebook)
    click.echo(decision.model_dump_json() if as_json else readable(decision, facts))


@cli.command()
@click.argument("receipt", type=click.Path(path_type=Path))
@CORPUS
@JSON
def verify(receipt: Path, corpus_dir: Path | None, as_json: bool) -> None:
    """Does what RECEIPT quotes still stand in the documents?

    Exit code 0: still true. 1: words have changed, or a source was replaced or removed. 2: it cannot be read.
    """
    from assistant.answering.receipt import read_receipt
    from assistant.answering.verifying import verify as verify_receipt
    from assistant.retrieval.encoder import SentenceEncoder

    try:
        read = read_receipt(receipt)
    except ReceiptUnreadable as error:
        if not as_json:
            raise
        click.echo(json.dumps({"verdict": "unreadable", "reason": error.reason, "message": str(error)}))
        sys.exit(error.exit_code)
    settings = _settings(corpus_dir=corpus_dir)
    encoder = SentenceEncoder(settings.embedding_model_path)
    found = verify_receipt(read, corpus_dir=settings.corpus_dir, added_dir=settings.added_dir, encoder=encoder)
    if as_json:
        about = read.model_dump(
            mode="json", include={"question", "asked_at", "language", "outcome", "reason", "digest"}
        )
        click.echo(json.dumps({"verdict": found.verdict} | about | found.model_dump(mode="json"), ensure_ascii=False))
    else:
        click.echo(_verified_readable(read, found))
    sys.exit(0 if found.verdict == "still_true" else 1)


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(port: int | None) -> None:
    """Serve the web app on this machine."""
    from assistant.web.serving import serve as serve_web

    serve_web(_settings(port=port))


@cli.command()
@INDEX
@CORPUS
@click.option("--port", type=click.IntRange(1, 65535), help="Port to look at.")
@JSON
def doctor(index_dir: Path | None, corpus_dir: Path | None, port: int | None, as_json: bool) -> None:
    """Look at everything that answers need, and list what to do before families use them."""
    from assistant.doctor import diagnose

    found = diagnose(_settings(corpus_dir=corpus_dir, index_dir=index_dir, port=port))
    if as_json:
        click.echo(json.dumps({"healthy": found.healthy} | found.model_dump(mode="json"), ensure_ascii=False))
    else:
        click.echo(_doctor_readable(found))
    sys.exit(0 if found.healthy else 1)


@cli.group()
def corpus() -> None:
    """Look after the documents."""


@corpus.command("pin")
@CORPUS
def corpus_pin(corpus_dir: Path | None) -> None:
    """Accept every document as it now is: write its digest into the catalog. Review the change first."""
    from assistant.corpus.catalog import CATALOG, pin

    settings = _settings(corpus_dir=corpus_dir)
    changed = pin(settings.corpus_dir)
    if (settings.added_dir / CATALOG).is_file():
        changed += pin(settings.added_dir)
    click.echo("\n".join(f"accepted: {doc_id}" for doc_id in changed) or "Nothing had changed.")


@corpus.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, type=click.Choice(["regulation", "policy", "contract", "other"]))
@click.option("--title", help='What it is called, such as "34 CFR Part 99".')
@click.option("--layer", type=click.Choice(["district", "contract", "minnesota", "federal"]))
@click.option("--retrieved", metavar="DATE", help="The day it was copied from its source: YYYY-MM-DD.")
@CORPUS
def corpus_add(
    file: Path, kind: Any, title: str | None, layer: Any, retrieved: str | None, corpus_dir: Path | None
) -> None:
    """Add FILE to what may be quoted: a regulation as the eCFR's XML or HTML, or as text with section marks."""
    from assistant.corpus.adding import add

    settings = _settings(corpus_dir=corpus_dir)
    added = add(
        file,
        kind=kind,
        title=title,
        layer=layer,
        retrieved=_day("--retrieved", retrieved) if retrieved else None,
        corpus_dir=settings.corpus_dir,
        added_dir=settings.added_dir,
    )
    click.echo(f"added: {added.doc_id} ({added.title}), kept in {settings.added_dir / added.file}")
    click.echo("It is quoted from the next build on. Run: privacy-assistant build", err=True)


@corpus.command("diff")
@click.argument("doc_id")
@click.option(
    "--against", type=click.Path(dir_okay=False, path_type=Path), help="Another file than the catalogued one."
)
@CORPUS
@INDEX
@JSON
def corpus_diff(
    doc_id: str, against: Path | None, corpus_dir: Path | None, index_dir: Path | None, as_json: bool
) -> None:
    """Show what changed in DOC_ID since the index was built, section by section."""
    from assistant.retrieval.changed import changed_since_indexed
    from assistant.retrieval.encoder import SentenceEncoder

    settings = _settings(corpus_dir=corpus_dir, index_dir=index_dir)
    found = changed_since_indexed(
        doc_id,
        against=against,
        index_dir=settings.index_dir,
        corpus_dir=settings.corpus_dir,
        added_dir=settings.added_dir,
        encoder=SentenceEncoder(settings.embedding_model_path),
    )
    if as_json:
        told = [change.model_dump(mode="json") for change in found]
        click.echo(json.dumps({"doc_id": doc_id, "changes": told}, ensure_ascii=False))
        return
    click.echo("\n".join(_change_readable(change) for change in found) or "No sentence has changed.")


def main() -> None:
    """Run the command line; every error a person may see becomes one clear line."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        # click repeats superfluous words, and they may be a person's question
        many = "unexpected extra argument" in error.format_message()
        click.echo("UsageError: Too many words. Put the question in quotes." if many else _shown(error), err=True)
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except PrivacyAssistantError as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)


def _shown(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return "\n".join(filter(None, (context.get_usage() if context else "", f"UsageError: {error.format_message()}")))


def _settings(**given: Any) -> Settings:
    from pydantic import ValidationError

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"PRIVACY_ASSISTANT_{name}: {first['msg']}. Set it right, or unset it.") from None


def _load(settings: Settings) -> tuple[Any, Any]:
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import Index

    encoder = SentenceEncoder(settings.embedding_model_path)
    index = Index.load(
        settings.index_dir, corpus_dir=settings.corpus_dir, added_dir=settings.added_dir, encoder=encoder
    )
    return index, encoder


def _desk() -> "Desk":
    from assistant.desk import Desk

    return Desk(_settings(), now=datetime.now(UTC))  # noqa: TID251 (an edge: the office's own day)


def _audience(name: str) -> Any:
    return "staff" if name == "staff" else "family"


def _asker(settings: Settings, language: str) -> Callable[[str, str, str | None], "Response"]:
    from assistant.answering.calibration import load_calibration
    from assistant.answering.language import ORIGINAL
    from assistant.answering.question import ask_about
    from assistant.answering.respond import respond

    index, encoder = _load(settings)
    calibration = load_calibration(settings.calibration_file, index)

    def answer(text: str, audience: str, case_id: str | None) -> "Response":
        spoken = _language(text, language)
        question = ask_about(text, audience=_audience(audience), language=spoken or ORIGINAL, foreign=spoken is None)
        return respond(question, index=index, encoder=encoder, calibration=calibration, case_id=case_id)

    return answer


def _language(text: str, given: str) -> str | None:
    """None for a question in a language that is not offered."""
    from assistant.answering.language import ORIGINAL, detect

    return given if given != "auto" else detect(text, offered=languages(), default=ORIGINAL)


def _each_line(lines: list[dict[str, Any]], work: Callable[[dict[str, Any]], None]) -> None:
    """Do `work` for every line; one that fails prints its error as JSON, the rest go on, and the exit code is 1."""
    failed = False
    for line in lines:
        try:
            if "error" in line:
                raise UsageError(line["error"])
            work(line)
        except PrivacyAssistantError as error:
            failed = True
            click.echo(json.dumps({"id": line["id"], "error": {"code": _code(error), "message": str(error)}}))
    if failed:
        sys.exit(1)


def _json_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Expected a file of JSON.") from None
    except ValueError as error:
        raise UsageError(f"{path} is not JSON: {error}. Mend that line.") from None


def _batch(path: Path, audience: str) -> list[dict[str, Any]]:
    """A question a line, read whole before anything heavy loads. A line that cannot be read holds "error" instead."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Expected a .txt or .jsonl file.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
    read = _json_line if path.suffix == ".jsonl" else _text_line
    return [read(line.strip(), n, audience) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _text_line(line: str, number: int, audience: str) -> dict[str, Any]:
    return {"id": str(number), "audience": audience, "question": line}


def _json_line(line: str, number: int, audience: str) -> dict[str, Any]:
    found: Any = None
    try:
        found = json.loads(line)
        given = {"id": str(found.get("id", number)), "audience": found.get("audience", audience)}
        if isinstance(found["question"], str) and given["audience"] in ("family", "staff"):
            return given | {"question": found["question"]}
    except (ValueError, KeyError, AttributeError):
        pass
    known = str(found["id"]) if isinstance(found, dict) and "id" in found else str(number)
    expected = '{"id", "question", "audience": family or staff}'
    return {"id": known, "error": f"line {number} is not {expected}. Mend the line."}


def _code(error: PrivacyAssistantError) -> str:
    return type(error).__name__.removesuffix("Error").lower() or "error"


def _progress(texts: list[str]) -> Iterator[str]:
    from rich.console import Console
    from rich.progress import track

    if not texts:
        return iter(())
    return iter(track(texts, description="Encoding", console=Console(stderr=True)))


def _readable(response: "Response", *, foreign: bool) -> str:
    from assistant.i18n import words

    say = words(response.language)
    lines = [say("ask.interpreter"), ""] if foreign else []
    lines += [say("ask.help_now"), "", *_said(response.signposts)] if response.signposts else []
    if response.outcome != "answer":
        chosen = response.outcome == "clarification" and response.choices
        lines += [say("ending.choose" if chosen else f"ending.{response.reason}"), ""]
        lines += [say("ask.nearest") + ":"] if response.choices and not chosen else []
        lines += [*(f"  - {choice}" for choice in response.choices), ""] if response.choices else []
    for number, part in enumerate(response.parts):
        said = _said(s for s in response.statements if s.part == number)
        lines += [f"“{part.text}”", "", *([say(f"ending.{part.reason}"), ""] if part.reason else said)]
    lines += [] if response.parts else _said(response.statements)
    for differing in response.governing:
        lines += [say("ask.laws_differ") + ":", *(_clock(clock, say) for clock in differing.clocks)]
        lines += [say(f"ask.governs.{differing.why}", law=say(f"source.layer.{differing.clocks[0].law}")), ""]
    lines.append(say("ask.not_advice"))
    return "\n".join(lines)


def _said(statements: "Iterable[Statement]") -> list[str]:
    lines = []
    for n, statement in enumerate(statements, start=1):
        source = statement.citations[0]
        where = f"{source.title}, {source.pinpoint}" + (f", page {source.page}" if source.page else "")
        rests = f" ({'; '.join(source.authorities)})" if source.authorities else ""
        lines += [statement.text, f"  [{n}] {where}{rests}", ""]
    return lines


def _clock(clock: "LawsClock", say: "Words") -> str:
    amount = say.amount(clock.amount, clock.unit)
    return f"  {say(f'source.layer.{clock.law}')}: {amount} ({'; '.join(clock.citation)})"


def _verified_readable(receipt: "Receipt", found: "Verification") -> str:
    """Whoever made the receipt may have put marks for the terminal into it; they are not passed on."""
    from assistant.i18n import words

    say = words("en")
    verdict = found.verdict if found.quotes else "quotes_nothing"
    lines = [
        say(f"actions.verify.{verdict}"),
        say("actions.verify.asked", date=say.day(receipt.asked_at.date()), question=receipt.question),
    ]
    for one in found.quotes:
        standing = say(f"actions.standing.{one.standing}")
        now_at = [say("actions.verify.now_at", pinpoint=one.now_at)] if one.now_at else []
        where = f"[{one.statement}] {one.title}, {one.pinpoint}"
        lines += ["", " ".join([f"{where}: {standing}", *now_at]), f"    “{one.quote}”"]
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)


def _moment(text: str, zone: tzinfo) -> date | datetime:
    """A day, or a moment; one without a zone of its own is in the district's."""
    try:
        if len(text) == len("2026-07-01"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ValueError:
        raise UsageError(f"--received {text[:40]!r} is no date. Expected 2026-07-01 or 2026-07-01T23:30.") from None


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text[:40]!r} is no date. Expected one like 2026-07-01.") from None


def _change_readable(change: "Change") -> str:
    where = change.heading if change.pinpoint == change.heading else f"{change.pinpoint} {change.heading}"
    return "\n".join(
        [f"{change.what}: {where}", *(f"  - {s}" for s in change.removed), *(f"  + {s}" for s in change.added), ""]
    )


def _doctor_readable(found: "Diagnosis") -> str:
    from assistant.i18n import words

    say = words("en")
    lines = []
    for check in found.checks:
        told = say(f"doctor.{check.name}.{check.reason}", **check.values)
        lines.append(f"{say(f'doctor.state.{check.state}'):<8}{told}")
        lines += [f"        {check.detail}"] if check.detail else []
    looks = any(check.state == "look" for check in found.checks)
    lines += ["", say("doctor.unwell" if not found.healthy else "doctor.look" if looks else "doctor.healthy"), ""]
    if not found.before_you_go_live:
        return "\n".join([*lines, say("doctor.golive_nothing")])
    to_do = (say(f"golive.{one.kind}.{one.key}", **one.values) for one in found.before_you_go_live)
    return "\n".join([*lines, say("doctor.golive"), *(f"  {n}. {told}" for n, told in enumerate(to_do, start=1))])


def _due_readable(found: "Due") -> str:
    from assistant.i18n import words

    say = words("en")
    lines = [say(f"due.pace.{found.pace}")]
    governing = next((one for one in found.limits if one.id == found.governs), None)
    if governing and found.due_on:
        by_hour = found.due_at and found.due_at.date() == found.due_on
        time = f"{found.due_at:%H:%M %Z}" if by_hour else ""
        day = _written(found.due_on)
        governs = say("due.governs", limit=say(f"due.limit.{governing.id}"), **_amount_and_citation(governing, say))
        lines += [say("due.at", day=day, time=time) if by_hour else say("due.on", day=day), governs]
        lines += [say("due.unchecked")] if governing.mark == "M" else []
        lines += ["", say("due.days")]
        lines += _days_readable(found, say)
    else:
        lines.append(say("due.no_date"))
    if found.limits:
        lines += ["", say("due.others"), *(f"  {_limit_readable(one, say)}" for one in found.limits)]
    return "\n".join([*lines, "", say("ask.not_advice")])


def _days_readable(found: "Due", say: "Words") -> Iterator[str]:
    number = 0
    for one in found.days:
        number += one.counted
        place = say("due.counted") if found.unit == "hours" else str(number)
        yield f"  {one.date}  {one.date:%a}  {place if one.counted else say(f'due.why.{one.why}')}"


def _limit_readable(limit: "LimitDue", say: "Words") -> str:
    amount, start = _amount_and_citation(limit, say)["amount"], say(f"due.start.{limit.runs_from}")
    day = _written(limit.due_on) if limit.due_on else ""
    match limit.why:
        case None:
            outcome = say("due.until", day=day, amount=amount)
        case "only_if":
            outcome = say("due.uncounted.only_if", day=day, amount=amount, case=say(f"due.case.{limit.when}"))
        case "another_start":
            outcome = say("due.uncounted.another_start", amount=amount, start=start)
        case other:
            outcome = say(f"due.uncounted.{other}")
    if limit.before:
        events = ", ".join(say(f"due.before.{event}") for event in limit.before)
        outcome = say("due.and_before", outcome=outcome, events=events)
    citation = "; ".join(limit.citation)
    return say("due.line", limit=say(f"due.limit.{limit.id}"), outcome=outcome, citation=citation)


def _amount_and_citation(limit: "LimitDue", say: "Words") -> dict[str, str]:
    return {"amount": say.amount(limit.amount, limit.unit), "citation": "; ".join(limit.citation)}


def _written(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


if __name__ == "__main__":
    main()
