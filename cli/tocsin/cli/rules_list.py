"""``tocsin rules list``: the rules of a pack, by section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule

EXAMPLES = ("tocsin rules list", "tocsin rules list examples/own_pack --json")


def list_rules(pack: PackArgument = None, as_json: JsonOption = False) -> None:
    """List the rules of a pack: what each concludes, how strongly, and on which statements."""
    opened = open_pack(pack)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"pack": pack_data(opened), "rules": [rule_data(rule) for rule in opened.rules]})
        return
    from tocsin.cli.output import Terminal, emit

    emit("\n".join(_lines(opened, Terminal.current())))


def pack_data(pack: Pack) -> dict[str, str]:
    """What identifies a pack, as JSON-ready data."""
    return {"name": pack.name, "version": pack.version, "digest": pack.digest}


def rule_data(rule: Rule) -> dict[str, object]:
    """What a list says of a rule, as JSON-ready data."""
    return {
        "id": rule.id,
        "section": rule.section,
        "concludes": [head.type for head in rule.then],
        "qualifier": rule.qualifier,
        "warrant": rule.warrant,
        "cites": list(rule.cites),
        "assumes": list(rule.assumes),
        "place": str(rule.place),
    }


def _lines(pack: Pack, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.assessment_text import rows_of
    from tocsin.cli.conclusion_rows import ELSEWHERE
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted

    yield terminal.paint(printable(f"{pack.name} {pack.version}: {pack.title or ''}".rstrip(": ")), "bold")
    amounts = (
        counted(len(pack.rules), "rule"),
        counted(len(pack.assumptions), "assumption"),
        counted(len(pack.cases), "case"),
    )
    yield ", ".join(amounts)
    sections: dict[str, list[Rule]] = {section: [] for section in pack.sections}
    for rule in pack.rules:
        sections.setdefault(rule.section or ELSEWHERE, []).append(rule)
    for section, rules in sections.items():
        if rules:
            yield from ("", terminal.paint(printable(section), "bold"))
            yield from rows_of([(rule.id, _summary(rule)) for rule in rules], terminal)


def _summary(rule: Rule) -> str:
    from tocsin.facts.counting import listed
    from tocsin.facts.strength_words import QUALIFIER_WORDS

    heads = listed(dict.fromkeys(head.type for head in rule.then))
    grounds = " ".join(rule.cites) or rule.warrant
    return f"{heads} ({QUALIFIER_WORDS[rule.qualifier]}; {grounds}{', a bridge' if rule.warrant == 'bridge' else ''})"
