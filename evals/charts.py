"""Charts: small SVG drawings, made here so that a report is one file and asks nothing of any network.

Each is drawn narrow, for a phone, and grows by its view box. Colour never says anything alone: lines carry their names.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

# The step, in hundredths, that carries the falling line's name.
LABELLED = 70

Point = tuple[float, float]

WIDTH, HEIGHT = 360, 236
LEFT, RIGHT, TOP, BOTTOM = 42, 12, 14, 40
NAVY, RUST, GREY = "#1b4965", "#963c14", "#5b6570"
TRACK_WIDTH, TRACK_HEIGHT, TRACK_EDGE = 150, 20, 6
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


class Line(NamedTuple):
    """Points with both coordinates from 0 to 1; `label` stands at the point `at`, moved by `shift` units."""

    label: str
    colour: str
    points: Sequence[Point]
    at: Point
    shift: Point = (0, 0)
    dashed: bool = False


def interval(value: float, low: float, high: float, bar: float | None) -> Markup:
    """A figure on a track from 0 to 1: its interval a band, its value a dot, its bar a tick. Hidden: numbers say it."""

    def at(share: float) -> str:
        return f"{TRACK_EDGE + share * (TRACK_WIDTH - 2 * TRACK_EDGE):.1f}"

    middle = TRACK_HEIGHT / 2
    parts = [
        f'<line x1="{at(0)}" x2="{at(1)}" y1="{middle}" y2="{middle}" stroke="#cfd4d9" stroke-width="3"/>',
        f'<line x1="{at(low)}" x2="{at(high)}" y1="{middle}" y2="{middle}" stroke="#7fa3b8" stroke-width="8"/>',
        f'<circle cx="{at(value)}" cy="{middle}" r="4.5" fill="{NAVY}"/>',
    ]
    if bar is not None:
        parts.append(
            f'<line x1="{at(bar)}" x2="{at(bar)}" y1="1" y2="{TRACK_HEIGHT - 1}" stroke="{RUST}" stroke-width="2"/>'
        )
    box = f"0 0 {TRACK_WIDTH} {TRACK_HEIGHT}"
    return Markup(f'<svg class="track" viewBox="{box}" aria-hidden="true">{"".join(parts)}</svg>')


def refusal_curve(
    name: str, answerable: Sequence[float], unanswerable: Sequence[float], threshold: float | None
) -> Markup:
    """Shares answered and refused as the threshold rises, over the chances of two kinds of question."""
    steps = [n / 100 for n in range(101)]
    answered = [(t, share_above(answerable, t)) for t in steps]
    refused = [(t, 1 - share_above(unanswerable, t)) for t in steps]
    lines = [
        Line("answered", NAVY, answered, answered[LABELLED], (-4, 18)),
        Line("refused", RUST, refused, (0.99, 1.0), (0, 28)),
    ]
    marks = ""
    if threshold is not None:
        x, (top, bottom) = _x(threshold), (_y(1), _y(0))
        marks = f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{GREY}" stroke-dasharray="3 3"/>'
        for colour, share in (
            (NAVY, share_above(answerable, threshold)),
            (RUST, 1 - share_above(unanswerable, threshold)),
        ):
            marks += f'<circle cx="{x}" cy="{_y(share)}" r="4.5" fill="{colour}"/>'
        marks += _text(threshold, 0, f"threshold {threshold:.2f}", "start", shift=(5, -6), colour=GREY)
    return _chart(name, lines, "the least chance that will do", [(t, f"{t:g}") for t in TICKS], marks)


def recall_curve(name: str, lines: Iterable[tuple[str, Sequence[float]]]) -> Markup:
    """For each set, the share of questions with a right section among the first k, from k = 1."""
    drawn = []
    for number, (label, shares) in enumerate(lines):
        most = max(2, len(shares))
        points = [(k / (most - 1), share) for k, share in enumerate(shares)]
        colour, dashed = (NAVY, False) if number == 0 else (RUST, True)
        drawn.append(Line(label, colour, points, points[-1], (0, 16 + 14 * number), dashed))
    longest = max((len(line.points) for line in drawn), default=2)
    ticks = [(n / max(1, longest - 1), str(n + 1)) for n in range(longest)]
    return _chart(name, drawn, "sections looked at, best first", ticks, "")


def share_above(chances: Sequence[float], threshold: float) -> float:
    return sum(chance >= threshold for chance in chances) / len(chances) if chances else 0.0


def _chart(name: str, lines: Sequence[Line], below: str, ticks: Sequence[tuple[float, str]], marks: str) -> Markup:
    grid = "".join(
        f'<line x1="{_x(0)}" x2="{_x(1)}" y1="{_y(t)}" y2="{_y(t)}" stroke="#dfe3e6"/>'
        + _text(0, t, f"{t:.0%}", "end", shift=(-6, 4), colour=GREY)
        for t in TICKS
    )
    scale = "".join(_text(at, 0, label, "middle", shift=(0, 16), colour=GREY) for at, label in ticks)
    title = _text(0.5, 0, below, "middle", shift=(0, 33), colour=GREY)
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(name)}">'
        f"{grid}{scale}{title}{''.join(_line(line) for line in lines)}{marks}</svg>"
    )


def _line(line: Line) -> str:
    points = " ".join(f"{_x(x)},{_y(y)}" for x, y in line.points)
    dashes = ' stroke-dasharray="6 4"' if line.dashed else ""
    drawn = f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="2.2"{dashes}/>'
    anchor = "end" if line.at[0] > 0.5 else "start"
    return drawn + _text(*line.at, line.label, anchor, shift=line.shift, colour=line.colour)


def _text(x: float, y: float, words: str, anchor: str, *, shift: Point, colour: str) -> str:
    return (
        f'<text x="{float(_x(x)) + shift[0]:.1f}" y="{float(_y(y)) + shift[1]:.1f}" text-anchor="{anchor}" '
        f'fill="{colour}" font-size="12">{escape(words)}</text>'
    )


def _x(share: float) -> str:
    return f"{LEFT + share * (WIDTH - LEFT - RIGHT):.1f}"


def _y(share: float) -> str:
    return f"{TOP + (1 - share) * (HEIGHT - TOP - BOTTOM):.1f}"
