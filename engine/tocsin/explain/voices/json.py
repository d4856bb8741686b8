"""An explanation as canonical JSON, with keys that stay as they are.

``case``, ``pack`` (``name``, ``version``), ``as_of``, ``known_by``, ``every`` (all derivations, or one each),
``fact`` (the id asked about) and ``nodes``, in the order of reading, each fact once:

- ``id``, ``type``, ``fields``, ``fact`` (the notation), ``sentence``, ``qualifier`` (as it counts), ``boundary``,
  ``concluded`` (the qualifier with which it follows, or null), ``derivations`` (how many there are), ``warrants``,
  ``grades`` (the weakest that it needs, as it follows; empty where no source has one), ``loop`` (null, or ``size`` and
  the first ``members`` by id);
- ``given``: null, or ``qualifier`` and ``reports``, each report as in a result with ``standing`` (supports, denies,
  withdrawn, not_valid, retracts) and ``says`` (the source and grade in words), and where other sources contradict
  it about the same thing ``rivals`` (``id``, ``fact``, ``says``);
- ``tensions``, where it is a side of any that the pack declares: ``id``, ``facts`` (the ids of the others), ``says``;
- ``steps``: the derivations shown, each with ``rule``, ``table`` (of a table's row alone: the ``id``, the ``row``, its
  ``place``, ``cells`` with ``column``, ``text`` and ``place``, the rows it comes ``after``), ``sentence``, ``note``,
  ``qualifier``, ``boundary``,
  ``because`` (why that qualifier, in sentences), ``warrant``, ``cites`` (``id``, ``paraphrase``, ``sentence``),
  ``assumes`` (``id``, ``class``, ``text``), ``bindings``, ``computed`` (``variable``, ``says``, ``value``),
  ``aggregates`` (``operation``, ``variable``, ``value``, ``facts``, ``boundary``, ``says``; with ``things``, how
  many the facts are accounts of, where their types have keys), ``conditions``
  (``text`` as written, ``truth``, ``distance``, ``carried_by`` (ids), ``says``), ``backed`` (of a rule that asks for
  reports alone: the ``fact``, what is ``asked``, the independent ``sources`` with their ``names`` and ``grades``,
  ``says``), ``unless`` (``patterns``,
  ``uncertain`` (ids), ``not_in_force`` (what was given and would be it: ``id``, ``fact``, ``reasons``), ``says``),
  ``stronger_if`` (null, or ``met``, ``lifts``, ``facts``, ``says``) and
  ``premises`` (``fact``, ``role``: premise, contribution, strengthens; ``shown``: here, again, circular).

``distance`` is null, or ``side`` (above, below, straddles) with ``least`` and ``exact``, or with ``under`` and
``over`` (null: no end).
"""

from __future__ import annotations

from tocsin.explain import phrases, words
from tocsin.explain import phrases_of_checks as of_checks
from tocsin.explain.tree import (
    Aggregated,
    Backed,
    Check,
    Explanation,
    FactNode,
    GivenPart,
    Margin,
    Opposed,
    Rival,
    Step,
)
from tocsin.facts.accounts import Testimony
from tocsin.facts.arguments import checked
from tocsin.facts.json_values import canonical_json
from tocsin.facts.json_values import to_json as value_to_json
from tocsin.facts.quantity import Truth
from tocsin.rules.rule import Row


@checked()
def to_json(explanation: Explanation) -> str:
    """The explanation as canonical JSON, without a line end."""
    return canonical_json(
        {
            **explanation.heading_json(),
            "every": explanation.every,
            "fact": explanation.root,
            "nodes": [_node(explanation, node) for node in explanation.nodes],
        }
    )


def _node(explanation: Explanation, node: FactNode) -> dict[str, object]:
    given = node.given
    return {
        "id": node.id,
        "type": node.type,
        "fields": dict(node.fields),
        "fact": node.text,
        "sentence": node.sentence,
        "qualifier": node.qualifier,
        "boundary": node.boundary,
        "concluded": node.concluded,
        "derivations": node.derivations,
        "warrants": list(node.warrants),
        "grades": list(node.grades),
        "loop": None if node.loop is None else {
            "size": node.loop.size,
            "members": [member.id for member in node.loop.members],
        },
        "given": None if given is None else {
            "qualifier": given.qualifier,
            "reports": [_testimony(given, testimony) for testimony in given.reports],
            **({"replaced": [_testimony(given, each) for each in given.replaced]} if given.replaced else {}),
            **({"rivals": [_rival(rival) for rival in given.rivals]} if given.rivals else {}),
        },
        **({"tensions": [_tension(each) for each in node.tensions]} if node.tensions else {}),
        "steps": [_step(explanation, step) for step in node.steps],
    }  # fmt: skip


def _rival(rival: Rival) -> dict[str, object]:
    return {"id": rival.fact.id, "fact": rival.fact.text, "says": phrases.rival_text(rival)}


def _tension(tension: Opposed) -> dict[str, object]:
    others = [other.id for other in tension.others]
    return {"id": tension.id, "facts": others, "says": phrases.tension_text(tension)}


def _testimony(given: GivenPart, testimony: Testimony) -> dict[str, object]:
    report = testimony.report
    replaced = testimony in given.replaced
    said = [f"{words.STATUSES[report.status]} {phrases.source_text(testimony)}"]
    if report.grade is not None:
        said.append(words.grade(report.grade))
    if testimony.standing == "corrected":
        said.append(phrases.standing_text(given, testimony).strip(" :"))
    account = {} if testimony.account is None else {"account" if replaced else "now": str(testimony.account)}
    return {**report.to_json(), "standing": testimony.standing, "says": said, **account}


def _step(explanation: Explanation, step: Step) -> dict[str, object]:
    strengthening = step.strengthening
    return {
        "rule": step.rule,
        **({} if step.row is None else {"table": _row(step.row, step.place)}),
        "sentence": step.sentence,
        "note": step.note,
        "qualifier": step.qualifier,
        "boundary": step.boundary,
        "because": list(phrases.reasons(explanation, step)),
        "warrant": step.warrant,
        "cites": [{"id": c.id, "paraphrase": c.paraphrase, "sentence": c.sentence} for c in step.cites],
        "assumes": [{"id": a.id, "class": a.classification, "text": a.text} for a in step.assumes],
        "bindings": {name: value_to_json(value) for name, value in step.bindings.items()},
        "computed": [{"variable": c.variable, "value": c.value, "says": c.filled} for c in step.computed],
        "aggregates": [_aggregate(item) for item in step.aggregates],
        "conditions": [_condition(check) for check in step.checks],
        **({"backed": [_backed(item) for item in step.backed]} if step.backed else {}),
        "unless": [
            {
                "patterns": list(absence.patterns),
                "uncertain": [fact.id for fact in absence.uncertain],
                "not_in_force": [idle.to_json() for idle in absence.idle],
                "says": of_checks.absence(absence, phrases.when(explanation)),
            }
            for absence in step.absences
        ],
        "stronger_if": None if strengthening is None else {
            "met": strengthening.facts is not None,
            "lifts": strengthening.lifts,
            "facts": list(strengthening.facts or ()),
            "says": of_checks.strengthening(strengthening),
        },
        "premises": [{"fact": p.fact, "role": p.role, "shown": p.shown} for p in step.premises],
    }  # fmt: skip


def _backed(item: Backed) -> dict[str, object]:
    told = [{"names": list(voice.names), "grades": [report.grade for report in voice.reports]} for voice in item.voices]
    return {"fact": item.fact.id, "asked": item.asked.to_json(), "sources": told, "says": of_checks.backed(item)}


def _row(row: Row, place: str) -> dict[str, object]:
    cells = [{"column": cell.column, "text": cell.text, "place": str(cell.place)} for cell in row.cells]
    return {"id": row.table, "row": row.name, "place": place, "cells": cells, "after": list(row.after)}


def _aggregate(item: Aggregated) -> dict[str, object]:
    things = {} if item.accounts is None else {"things": item.accounts.things}
    return {
        **things,
        "operation": item.operation,
        "variable": item.variable,
        "value": item.value,
        "facts": list(item.facts),
        "boundary": item.boundary,
        "says": of_checks.aggregate(item),
    }


def _condition(check: Check) -> dict[str, object]:
    return {
        "text": check.text,
        "truth": Truth(check.truth).name.lower(),
        "distance": None if check.margin is None else _distance(check.margin),
        "carried_by": [carrier.fact for carrier in check.carriers if carrier.fact is not None],
        "says": of_checks.check(check),
    }


def _distance(margin: Margin) -> dict[str, object]:
    if margin.side == "straddles":
        return {"side": margin.side, "under": margin.under, "over": margin.over}
    return {"side": margin.side, "least": margin.least, "exact": margin.exact}
