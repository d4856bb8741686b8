"""``tocsin rules show``: one rule in readable form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.opening import known_rule, open_pack
from tocsin.cli.options import JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule

EXAMPLES = ("tocsin rules show deployment-breaches-un-sanctions",)


def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule.", autocompletion=completion.rules)],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a rule: when it applies, what blocks it, what it concludes, and what it rests on."""
    opened = open_pack(pack)
    found = known_rule(opened, rule, "RULE", pack)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(_data(opened, found))
        return
    from tocsin.cli.output import Terminal, emit
    from tocsin.cli.rule_text import rule_lines

    emit("\n".join(rule_lines(opened, found, Terminal.current())))


def _data(pack: Pack, rule: Rule) -> dict[str, object]:
    from tocsin.rules.canonical_form import rule_json
    from tocsin.rules.expression.tree import without_values

    cited = [pack.statement_by_id[name] for name in rule.cites if name in pack.statement_by_id]
    statements = {statement.id: statement.paraphrase for statement in cited}
    told = {"id": rule.id, "place": str(rule.place), "note": rule.note, "statements": statements}
    read = {name: pack.parameters[name].to_json() for name, _ in rule.parameters}
    return told | rule_json(rule.with_nodes(without_values)) | ({"parameters": read} if read else {})
