"""``tocsin facts types``: what may be said, field by field."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.opening import is_pack, of_default, open_pack, open_vocabulary, saying_pack
from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.facts.fact_type import FactType
    from tocsin.facts.vocabulary import Vocabulary

EXAMPLES = (
    "tocsin facts types",
    "tocsin facts types troop_deployment",
    "tocsin facts types --pack my_pack.yaml --json",
)
_LISTED = "; --json lists them"


def types(
    name: Annotated[
        str | None,
        typer.Argument(metavar="TYPE", help="A fact type, to see its fields.", autocompletion=completion.types),
    ] = None,
    pack: PackOption = None,
    vocabulary: VocabularyOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the fact types of a pack or vocabulary, or describe one: fields, kinds, units, meanings, an example."""
    known = open_vocabulary(pack, vocabulary)
    concluded: frozenset[str] = frozenset() if vocabulary is not None else open_pack(pack).concluded_types
    if name is not None and name not in known.types and pack is None and vocabulary is None and is_pack(name):
        message = f"{name!r} is no fact type; a pack is named by an option: --pack {shlex.quote(name)}"
        raise typer.BadParameter(message, param_hint="TYPE")
    with saying_pack(of_default(pack if vocabulary is None else vocabulary)):
        chosen = list(known.types.values()) if name is None else [known.type(name)]
    if as_json:
        from tocsin.cli.output import emit_data
        from tocsin.service.fact_types import types_data

        emit_data(types_data(known, concluded, chosen))
        return
    from tocsin.cli.output import Terminal, emit

    terminal = Terminal.current()
    if name is None:
        named = {"--pack": pack, "--vocabulary": vocabulary}
        again = "".join(f" {option} {shlex.quote(value)}" for option, value in named.items() if value is not None)
        emit("\n".join(_list(known, concluded, terminal, again)))
    else:
        emit("\n".join(description(chosen[0], terminal, concluded)))


def _list(vocabulary: Vocabulary, concluded: Set[str], terminal: Terminal, again: str) -> Iterator[str]:
    """The types to report by, then those that rules conclude; ``again`` are the options that chose them."""
    from tocsin.cli.assessment_text import rows_of, titled
    from tocsin.cli.words import counted

    yield terminal.paint(f"{vocabulary.name}: {counted(len(vocabulary.types), 'fact type')}", "bold")
    reported = [t for t in vocabulary.types.values() if t.name not in concluded]
    derived = [t for t in vocabulary.types.values() if t.name in concluded]
    rows = [rows_of([(t.name, _meaning(t)) for t in kinds], terminal) for kinds in (reported, derived)]
    if concluded:
        yield from titled("To report (rules reason from these)", rows[0], terminal)
        yield from titled("Conclusions (rules make these; rarely given as facts)", rows[1], terminal)
    else:
        yield from rows[0]
    yield ""
    yield f"To see one in full: tocsin facts types TYPE{again}"


def _meaning(fact_type: FactType) -> str:
    return fact_type.meaning or ", ".join(fact_type.describe())


def description(fact_type: FactType, terminal: Terminal, concluded: Set[str] = frozenset()) -> Iterator[str]:
    """The type, what it means, whether rules conclude it, each field, and an example."""
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.facts.type_text import kind_text, things_text
    from tocsin.service.fact_types import example_of

    yield terminal.paint(fact_type.name, "bold")
    if fact_type.meaning:
        yield from paragraph(printable(fact_type.meaning), terminal.width)
    if fact_type.name in concluded:
        yield from paragraph("Rules of the pack conclude it from reports; it need not be given.", terminal.width)
    yield ""
    yield "Fields:" if fact_type.fields else "It has no fields."
    for field in fact_type.fields:
        yield from paragraph(
            f"{terminal.paint(field.name, 'cyan')} · {kind_text(field, _LISTED)}", terminal.width, 2, 6
        )
        told = printable("; ".join(part for part in (field.meaning, f"in {field.unit}" if field.unit else "") if part))
        yield from paragraph(told, terminal.width, 6) if told else ()
    for told in things_text(fact_type):
        yield ""
        yield from paragraph(told, terminal.width)
    yield ""
    yield "Example:"
    yield from paragraph(printable(example_of(fact_type)), terminal.width, 2, 4)
