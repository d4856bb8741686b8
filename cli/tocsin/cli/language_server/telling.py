"""What an editor shows of a name: of a rule, a sentence, a fact type; and in which cases a rule fires."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tocsin.cli.facts_types import description
from tocsin.cli.output import Terminal, printable
from tocsin.cli.rule_text import assumption_text, parameter_lines, rule_lines
from tocsin.facts.type_text import kind_text
from tocsin.rules.rule import Pattern, Variable

if TYPE_CHECKING:
    from tocsin.engine.pack_cases import PackReport
    from tocsin.rules.documents import LinkedDocument
    from tocsin.rules.editing.names import Named, NameKind
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule

_PLAIN: Final = Terminal(88, False)
_NAMED: Final = 3


def about(pack: Pack, named: Named, document: LinkedDocument | None = None) -> str | None:
    """What the name means, as plain lines; None if the pack, as it last was sound, does not know it."""
    found = _TOLD[named.kind](pack, named)
    if named.kind == "statement" and document is not None and named.name in document.sentences:
        found = [f"“{printable(document.sentences[named.name])}”", "", *found]
    return "\n".join(found) or None


def _rule(pack: Pack, named: Named) -> list[str]:
    rule = pack.rule_by_id.get(named.name)
    return [] if rule is None else list(rule_lines(pack, rule, _PLAIN))


def _type(pack: Pack, named: Named) -> list[str]:
    fact_type = pack.vocabulary.get(named.name)
    return [] if fact_type is None else list(description(fact_type, _PLAIN, pack.concluded_types))


def _field(pack: Pack, named: Named) -> list[str]:
    fact_type = pack.vocabulary.get(named.within)
    field = None if fact_type is None else fact_type.by_name.get(named.name)
    if field is None:
        return []
    unit = [f"in {field.unit}"] if field.unit else []
    return [f"{named.within}.{field.name}: {kind_text(field)}", *filter(None, ["; ".join([field.meaning, *unit])])]


def _statement(pack: Pack, named: Named) -> list[str]:
    statement = pack.statement_by_id.get(named.name)
    if statement is None:
        return []
    where = f", under {statement.section}" if statement.section else ""
    citing = sorted(rule.id for rule in pack.rules if statement.id in rule.cites)
    modality = f"it says: {statement.modality}" if statement.modality != "none" else ""
    lines = [f"{statement.id}, line {statement.line}{where}", statement.paraphrase, modality]
    return [
        printable(line) for line in (*lines, f"cited by {', '.join(citing)}" if citing else "cited by no rule") if line
    ]


def _assumption(pack: Pack, named: Named) -> list[str]:
    known = any(each.id == named.name for each in pack.assumptions)
    return [printable(assumption_text(pack, named.name))] if known else []


def _parameter(pack: Pack, named: Named) -> list[str]:
    return list(parameter_lines(pack, named.name)) if named.name in pack.parameters else []


def _variable(pack: Pack, named: Named) -> list[str]:
    """The fields that bind it."""
    rule = next((each for each in pack.rules if str(each.place) == named.within), None)
    return [] if rule is None else list(_bindings(pack, rule, named.name))


def _bindings(pack: Pack, rule: Rule, name: str) -> Iterator[str]:
    for pattern in (part for part in rule.when if isinstance(part, Pattern)):
        fact_type = pack.vocabulary.type(pattern.type)
        for field, term in pattern.terms.items():
            if term == Variable(name):
                told = fact_type.by_name[field]
                meaning = f": {told.meaning}" if told.meaning else ""
                yield printable(f"${name} · {pattern.type}.{field} ({kind_text(told)}){meaning}")


_TOLD: Final[Mapping[NameKind, Callable[[Pack, Named], list[str]]]] = {
    "rule": _rule,
    "type": _type,
    "field": _field,
    "statement": _statement,
    "assumption": _assumption,
    "parameter": _parameter,
    "variable": _variable,
}


def firing(report: PackReport, rule: str) -> str:
    """In which of the pack's own cases the rule fires, and in how many it does not."""
    fired = [result.case.name for result in report.results if rule in result.fired]
    silent = len(report.results) - len(fired)
    shown = "; ".join(fired[:_NAMED]) + ("; …" if len(fired) > _NAMED else "")
    fires = f"fires in {len(fired)} of {len(report.results)} cases: {shown}" if fired else "no case in which it fires"
    return fires if silent else f"{fires} · no case in which it does not"


def linked(pack: Pack | None, document: Path | None) -> LinkedDocument | None:
    """The reader's copy of the document, if it is the text that this pack encodes."""
    from tocsin.facts.problems import ProblemError
    from tocsin.rules.documents import link_document

    if pack is None or document is None:
        return None
    try:
        return link_document(pack, document)
    except ProblemError:
        return None
