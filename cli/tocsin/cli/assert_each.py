"""``tocsin assert --each``: facts written as they come, each with what it changes, without deriving all again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.engine.incremental import Difference, Moved
    from tocsin.facts.model import Given
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.ledger import HeldCase, Step

_SHOWN = 10


def write_each(
    held: HeldCase,
    givens: Iterable[Given],
    by: str | None,
    reason: str | None,
    as_json: bool,
    new_sources: bool = False,
) -> None:
    """Each fact is on the ledger before the next is read, and what it changed is printed; then the whole is assessed.

    It is said of a fact if nothing can come of it, and unless ``new_sources`` are meant, if its source is nearly one
    that the case knows.

    With ``as_json`` one line for each fact, and one for the assessment. Raises ProblemError at the first fact that
    cannot be read; those before it are written and assessed all the same.
    """
    from tocsin.cli.output import Terminal, emit, emit_data, printable
    from tocsin.cli.words import counted

    terminal = Terminal.current()
    steps = 0
    missed = _Missed(held, new_sources)
    with held.live(by=by, reason=reason) as live:
        for given in givens:
            told = missed.of(given)
            step = live.assert_fact(given)
            steps += 1
            if as_json:
                data = {"case": held.name, "entries": [step.written[0].number], **step.difference.to_json()}
                emit_data(data | {"not_understood": told}, live.pack)
            else:
                emit("\n".join([*_step_lines(step, missed.vocabulary, terminal), *_told_lines(told, terminal)]))
        entry = live.record()
    if as_json:
        record = None if entry is None else {"entry": entry.number, **entry.content}
        emit_data({"case": held.name, "assessment": record, "written": steps})
        return
    done = f"{terminal.paint(printable(held.name), 'bold')} · {counted(steps, 'fact')} written"
    if entry is not None:
        total = counted(sum(entry.content["conclusions"].values()), "conclusion")
        done += f" · assessed anew as entry {entry.number}: {total}"
    emit(done)


class _Missed:
    """What of the facts that come in nothing can come of, and whose names are nearly those of others."""

    def __init__(self, held: HeldCase, new_sources: bool) -> None:
        from tocsin.engine import plan_of
        from tocsin.facts.backing import named

        state = held.state()
        pack = held.pack(state)
        self._plan = plan_of(pack)
        self.vocabulary = pack.vocabulary
        self._new_sources = new_sources
        self._known = {name for given in state.givens(pack) for report in given.reports for name in named(report)}

    def of(self, given: Given) -> list[str]:
        """What is to be said of the fact; its sources are known from now on."""
        from tocsin.explain.answers.not_used import told_lost
        from tocsin.facts.backing import named
        from tocsin.facts.near_names import one_slip_apart

        told = list(told_lost(self._plan, given.fact.fact_type().name, given.fact.row))
        new = {} if self._new_sources else {name: 1 for report in given.reports for name in named(report)}
        if not new.keys() <= self._known:
            told += [f"the source {name!r} may be {like!r} misspelt" for name, like in one_slip_apart(new, self._known)]
            self._known |= new.keys()
        return told


def _told_lines(told: Iterable[str], terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    for text in told:
        yield from (terminal.paint(line, "yellow") for line in paragraph(printable(text), terminal.width, 4, 6))


def _step_lines(step: Step, vocabulary: Vocabulary, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.entries_text import subject_text
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.writing_text import brief_lines

    for entry in step.written:
        number = f"{entry.number}"
        text = f"{number}  {printable(subject_text(entry.kind, entry.content, vocabulary))}"
        yield from paragraph(text, terminal.width, 0, len(number) + 2)
    moved = list(_moved(step.difference))
    for word, each in moved[:_SHOWN]:
        yield from brief_lines(word, each.qualifier, each.reads, terminal, 4)
    if len(moved) > _SHOWN:
        yield f"    and {len(moved) - _SHOWN:,} more"


def _moved(difference: Difference) -> Iterator[tuple[str, Moved]]:
    """The conclusions that stand otherwise, each with the word for it."""
    from tocsin.judgement.words import CHANGES

    yield from ((CHANGES["appeared"], each) for each in difference.gained)
    yield from ((CHANGES["strengthened"], each) for each in difference.strengthened)
    yield from ((CHANGES["weakened"], each) for each in difference.weakened)
    yield from ((CHANGES["fell"], each) for each in difference.lost)
