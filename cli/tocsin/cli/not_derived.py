"""Facts that were asked about; and what to say of one that does not follow: what came nearest, which rules would."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from tocsin.cli.errors import NO
from tocsin.cli.layout import paragraph
from tocsin.cli.output import NARROWEST, Terminal, complain, printable
from tocsin.facts.counting import listed

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.rules.model import Pack

_MOST = 8


def derived(assessment: Assessment, wanted: str) -> Sequence[str]:
    """The ids of the facts asked about. If there are none, that is said, and the command ends: the answer is no."""
    from tocsin.explain import resolve

    found = resolve(assessment, wanted)
    if not found:
        complain("\n".join(not_derived(assessment, wanted)))
        raise typer.Exit(NO)
    return found


def _named_again(pack: Pack) -> str | None:
    """The option that names the pack to another command; empty for the one that is meant without it, None for none."""
    from tocsin.rules.shipped import DEFAULT, shipped_names

    if os.path.exists(pack.place.file):
        return f" --pack {shlex.quote(pack.place.file)}"
    if pack.name not in shipped_names():
        return None  # it came from a ledger, or from text
    return "" if pack.name == DEFAULT else f" --pack {pack.name}"


def not_derived(assessment: Assessment, wanted: str) -> Iterator[str]:
    """Lines that say that nothing matches, and what would be near."""
    width = max(Terminal.current().width, NARROWEST)
    told = f"{wanted} does not follow from {assessment.name} under {assessment.pack.name}."
    yield from paragraph(printable(told), width)
    from tocsin.explain.answers.stated import stated
    from tocsin.facts.problems import ProblemError
    from tocsin.questions.goal import sought_in
    from tocsin.questions.missing.not_in_force import idle_facts

    try:
        sought = sought_in(assessment, wanted)
    except ProblemError:  # an id, of nothing
        yield "No fact, given or derived, has this id."
        return
    idle = idle_facts(assessment.given, assessment.as_of, assessment.known_by, sought)
    for each in idle[:_MOST]:
        yield from paragraph(printable(stated(each) + "."), width)
    if len(idle) > _MOST:
        yield f"So are {len(idle) - _MOST:,} more."
    kind = sought.type
    same = [conclusion.fact_text for conclusion in assessment.conclusions if conclusion.type == kind]
    if same:
        yield "Of this type there follows:"
        yield from (line for text in same[:_MOST] for line in paragraph(f"- {printable(text)}", width, 2, 4))
        if len(same) > _MOST:
            yield f"  - and {len(same) - _MOST:,} more"
        return
    rules = [rule.id for rule in assessment.pack.rules if any(head.type == kind for head in rule.then)]
    if rules:
        shown = rules if len(rules) <= _MOST else [*rules[:_MOST], f"{len(rules) - _MOST:,} more"]
        told = f"Nothing of this type follows. {'A rule' if len(rules) == 1 else 'Rules'} that could conclude it: "
        yield from paragraph(told + listed(shown, "or"), width)
        named = _named_again(assessment.pack)
        if named is not None:
            yield f"To read one: tocsin rules show {rules[0]}{named}"
    else:
        yield from paragraph(f"No rule of the pack concludes {kind}; it can only be given as a fact.", width)
        if idle:
            return
    types = sorted({conclusion.type for conclusion in assessment.conclusions})
    told = f"What does follow is of the types {listed(types)}." if types else "There are no conclusions at all."
    yield from paragraph(told, width)
