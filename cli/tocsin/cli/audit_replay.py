"""``tocsin audit replay``: every recorded assessment, made again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.errors import INTEGRITY
from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.service.replays import Review, Told

EXAMPLES = ("tocsin audit replay kursk", "tocsin audit replay kursk --pack ./russia-dprk-draft")
_NUMBERS = 10


def replay(
    case: HeldArgument,
    *,
    pack: PackOption = None,
    number: Annotated[
        int | None, typer.Option("--entry", metavar="N", min=1, help="Only the assessment that entry N records.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make every recorded assessment again from the ledger alone, and compare what was concluded.

    With --pack, also show which conclusions and which explanations would be otherwise under another pack: the review of
    a change of rules.
    """
    from tocsin.cli.output import Terminal, emit, emit_json
    from tocsin.ledger import PackText
    from tocsin.service.replays import replayed, replayed_json

    other = None if pack is None else PackText.read(pack)
    with open_ledger() as ledger:
        told = replayed(the_case(ledger, case), other, number)
    if as_json:
        emit_json(replayed_json(case, told))
    else:
        emit("\n".join(_lines(case, told, Terminal.current())))
    if not all(each.same for each in told):
        raise typer.Exit(INTEGRITY)


def _lines(case: str, told: list[Told], terminal: Terminal) -> list[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted
    from tocsin.facts.json_values import canonical_json

    same = sum(each.same for each in told)
    lines = [
        f"{terminal.paint(printable(case), 'bold')} · {counted(len(told), 'recorded assessment')} made again: "
        f"{same:,} the same, {len(told) - same:,} not"
    ]
    for each in told:
        if not each.same:
            why = "; ".join(each.why) or "nothing that is recorded explains it"
            text = f"{terminal.paint('DIFFERS', 'red')}  entry {each.entry}, of the case after entry {each.at}: "
            lines += paragraph(text + printable(why), terminal.width, 0, 9)
    groups: dict[str, list[Told]] = {}
    for each in told:
        if each.review is not None:
            groups.setdefault(canonical_json(each.review.to_json()), []).append(each)
    for members in groups.values():
        review = members[0].review
        if review is not None:
            lines += ["", *_review_lines([each.entry for each in members], review, terminal)]
    return lines


def _review_lines(numbers: list[int], review: Review, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.explanations_text import explanation_lines, rule_change_lines
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.timeline_text import change_lines, tally_of

    named = ", ".join(map(str, numbers[:_NUMBERS]))
    named += f" and {len(numbers) - _NUMBERS:,} more" if len(numbers) > _NUMBERS else ""
    noun = "the assessment of entry" if len(numbers) == 1 else "the assessments of entries"
    title = f"{noun} {named}, under {review.pack.name} {review.pack.version} ({review.pack.digest[:19]}…)"
    for line in paragraph(printable(title), terminal.width, 0, 2):
        yield terminal.paint(line, "bold")
    if review.refused:
        for text in review.refused:
            yield from paragraph(f"cannot be made: {printable(text)}", terminal.width, 2, 4)
        return
    yield from rule_change_lines(review.rules, terminal)
    tally = tally_of(review.conclusions)
    yield from paragraph(
        f"conclusions: {tally}" if tally else "no conclusion would stand otherwise", terminal.width, 2, 4
    )
    yield from change_lines(review.conclusions, (), terminal)
    if not review.explanations:
        yield "  every derivation is the same"
    yield from explanation_lines(review.explanations, terminal)
