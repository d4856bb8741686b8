"""The parts of an explanation as labelled phrases: what every voice says, however it lays it out."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.explain import phrases_of_checks as of_checks
from tocsin.explain import words
from tocsin.explain.tree import (
    Citation,
    Explanation,
    FactNode,
    GivenPart,
    Loop,
    Opposed,
    Reason,
    Rival,
    Step,
    TensionSide,
)
from tocsin.facts.accounts import Testimony
from tocsin.facts.counting import listed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.printing import format_difference, plain
from tocsin.facts.reports import says_something
from tocsin.facts.strength_words import QUALIFIER_WORDS, on_grades, strength
from tocsin.rules.rule import Row

_NAMED = 3
"""This many weakest premises, or rows that go first, are named; the others are counted."""


@dataclass(frozen=True)
class Phrase:
    """One thing to say: a key of ``words.LABELS`` (or a ready label) and the text.

    ``once`` is the id of what need not be said in full a second time (a statement, an assumption).
    """

    label: str
    text: str
    once: str = ""


def header(explanation: Explanation) -> str:
    """Which case, when, and by which rules."""
    return words.HEADER.format(
        case=explanation.case, when=when(explanation), pack=explanation.pack, version=explanation.version
    )


def when(explanation: Explanation) -> str:
    """The date of the assessment, if it has one, and the date by which reports were known, if it is another."""
    as_of, known_by = explanation.as_of, explanation.known_by
    said = "" if as_of is None else words.AS_OF.format(date=as_of.isoformat())
    return said if known_by in (None, as_of) else said + words.KNOWN_BY.format(date=known_by.isoformat())


def tag(node: FactNode | TensionSide) -> str:
    """How a fact holds, in a word or two: given, assumed, or its qualifier."""
    if node.given is None or not counts_as_given(node):
        return strength(node.qualifier, node.boundary)
    said = words.ASSUMED if node.given.assumed else words.GIVEN
    if node.given.qualifier == "certain":
        return said
    return words.GIVEN_AS.format(tag=said, qualifier=QUALIFIER_WORDS[node.given.qualifier])


def root_tag(explanation: Explanation, node: FactNode) -> str:
    """How a fact holds, and for the one asked about the weakest grades that this needs."""
    return tag(node) + (on_grades(node.grades) if is_graded(explanation, node) else "")


def is_graded(explanation: Explanation, node: FactNode) -> bool:
    """True for the fact asked about, where it follows: below it the sources stand themselves."""
    return node.id == explanation.root and not counts_as_given(node)


def step_tag(step: Step) -> str:
    """The qualifier of a derivation, and whether it stands at a boundary."""
    return strength(step.qualifier, step.boundary)


def counts_as_given(node: FactNode | TensionSide) -> bool:
    """True if the fact is given as strongly as it holds."""
    return node.given is not None and node.given.qualifier == node.qualifier


def headline(node: FactNode) -> str:
    """The fact as a sentence if it is a conclusion and its rule has one, else in the notation."""
    return node.text if node.sentence is None or counts_as_given(node) else node.sentence


def about_fact(node: FactNode) -> Iterator[Phrase]:
    """What is said of a fact itself: the notation, the reports, and the loop it is in."""
    if headline(node) != node.text:
        yield Phrase("fact", f"{node.text}  {node.id}")
    if node.given is not None:
        yield from about_given(node.given)
    if node.given is not None and node.concluded is not None:
        if node.steps:
            template = words.FOLLOWS_TOO if node.concluded == "certain" else words.FOLLOWS_TOO_AS
            said = template.format(qualifier=QUALIFIER_WORDS[node.concluded], sentence=node.sentence or node.text)
            yield Phrase("follows", said)
        else:
            template = words.ALSO_DERIVED if node.derivations == 1 else words.ALSO_DERIVED_MANY
            yield Phrase("others", template.format(count=node.derivations))
    if len(node.warrants) > 1:
        supports = listed([words.SUPPORTS[warrant] for warrant in node.warrants])
        yield Phrase("warrants", words.RESTS_ON.format(supports=supports))
    if node.loop is not None:
        yield Phrase("loop", _loop(node.loop))
    yield from (Phrase("tension", text) for text in tension_texts(node))


def _loop(loop: Loop) -> str:
    if loop.size == 1:
        return words.LOOP_SELF
    members = [member.text for member in loop.members]
    if loop.size > len(members):
        members.append(words.MORE.format(count=loop.size - len(members)))
    return words.LOOP.format(count=loop.size, members=listed(members))


def about_given(given: GivenPart) -> Iterator[Phrase]:
    """Who says so: each report with its source, grade, validity and note; denials beside the others."""
    if not given.reports:
        yield Phrase(words.STATUSES["assumed"], words.NO_REPORT)
    for testimony in (*given.reports, *given.replaced):
        yield from _report(given, testimony)
    yield from (Phrase("rival", text) for text in rival_texts(given))


def rival_texts(given: GivenPart) -> Iterator[str]:
    """The accounts that contradict a given fact, the first few by what they say."""
    yield from (rival_text(rival) for rival in given.rivals[:_NAMED])
    if len(given.rivals) > _NAMED:
        yield words.RIVALS_BESIDES.format(count=len(given.rivals) - _NAMED)


def rival_text(rival: Rival) -> str:
    """What another account has otherwise, and by whom; never which of the two is right."""
    return words.RIVAL.format(says=rival.says, sources=listed([of_checks.voice_text(voice) for voice in rival.voices]))


def tension_texts(node: FactNode) -> Iterator[str]:
    """The tensions that a fact is a side of, the first few in words."""
    yield from (tension_text(tension) for tension in node.tensions[:_NAMED])
    if len(node.tensions) > _NAMED:
        yield words.OPPOSED_BESIDES.format(count=len(node.tensions) - _NAMED)


def tension_text(tension: Opposed) -> str:
    """A tension as a side of it tells it: its text, and what stands on the others."""
    text = tension.text.rstrip(".") or tension.id
    others = [words.OPPOSED_SIDE.format(fact=other.text, tag=tag(other)) for other in tension.others]
    return words.OPPOSED.format(text=text, others=listed(others)) if others else text


def _report(given: GivenPart, testimony: Testimony) -> Iterator[Phrase]:
    report = testimony.report
    if testimony.standing == "retracts" and not report.note and any(each.by == report for each in given.reports):
        return  # said beside what was taken back
    yield Phrase(words.STATUSES[report.status], source_text(testimony) + standing_text(given, testimony))
    if report.grade is not None:
        yield Phrase("grade", words.grade(report.grade))
    elif report.status != "assumed":
        yield Phrase("grade", words.NO_GRADE)
    if report.valid_from is not None or report.valid_to is not None:
        begin = words.VALID_FROM.format(date=report.valid_from) if report.valid_from else ""
        end = words.VALID_TO.format(date=report.valid_to) if report.valid_to else ""
        yield Phrase("valid", (begin + end).strip())
    if report.note:
        yield Phrase("note", report.note)
    if report.source.url:
        yield Phrase("link", report.source.url)


def standing_text(given: GivenPart, testimony: Testimony) -> str:
    """Why the report does not count, if it does not: what its source said later, or that the time is another."""
    date = None if testimony.by is None else testimony.by.source.dated
    if testimony.account is None:
        return words.STANDINGS[testimony.standing].format(date=date)
    fact_type = given.fact.fact_type()
    rows = given.fact.row, testimony.account.row
    mine, theirs = format_difference(fact_type, *rows), format_difference(fact_type, *reversed(rows))
    if testimony in given.replaced:
        return words.REPLACED.format(then=theirs, now=mine, date=date)
    return words.CORRECTED.format(now=theirs, date=date)


def source_text(testimony: Testimony) -> str:
    """Who says so, when and where."""
    report, source = testimony.report, testimony.report.source
    on = words.ON.format(date=source.dated) if source.date else ""
    origin = words.FROM.format(origin=source.origin) if says_something(source.origin) else ""
    if source.name is None:
        return words.BY_ANALYST if report.status == "assumed" else words.NO_SOURCE.format(on=on) + origin
    title = (
        words.TITLE.format(title=source.title) if says_something(source.title) and source.title != source.name else ""
    )
    return words.BY.format(name=source.name, on=on, title=title) + origin


def about_step(explanation: Explanation, node: FactNode, step: Step) -> Iterator[Phrase]:
    """What is said of a derivation: its rule and texts, what held, what did not, and why it is no stronger."""
    own = step.warrant == "product" and not explanation.documented
    said = words.RULE.format(rule=step.rule, warrant=words.WARRANTS[step.warrant])
    yield Phrase("rule", step.rule if own else said)
    for citation in step.cites:
        yield from _citation(citation)
    if step.row is not None:
        yield from _row(step.row, step.place)
    if step.note:
        yield Phrase("note", step.note)
    for assumption in step.assumes:
        said = words.ASSUMPTION_CLASSES[assumption.classification]
        text = words.ASSUMPTION.format(text=assumption.text, id=assumption.id, classification=said)
        yield Phrase("assumes", text, assumption.id)
    if step.sentence is None and step.bindings:
        bound = [words.BINDING.format(name=name, value=plain(value)) for name, value in sorted(step.bindings.items())]
        yield Phrase("bindings", listed(bound))
    yield from _conditions(explanation, step)
    yield Phrase("reason", " ".join(reasons(explanation, step)))
    hidden = node.derivations - len(node.steps)
    if hidden:
        yield Phrase("others", (words.OTHERS if hidden == 1 else words.OTHERS_MANY).format(count=hidden))


def _row(row: Row, place: str) -> Iterator[Phrase]:
    """The row of a table that the rule is, with its place; each cell that asks something; what goes first."""
    yield Phrase("row", words.ROW.format(row=row.name, table=row.table, place=place))
    for cell in row.cells:
        if cell.text != words.ANY_VALUE:
            yield Phrase("cell", words.CELL.format(column=cell.column, text=cell.text, place=cell.place))
    if row.after:
        more = len(row.after) - _NAMED
        named = [*row.after[:_NAMED], words.MORE.format(count=more)] if more > 0 else row.after
        told = words.ROW_FIRST if len(row.after) == 1 else words.ROWS_FIRST
        yield Phrase("after", told.format(rows=listed(named)))


def _citation(citation: Citation) -> Iterator[Phrase]:
    said = citation.id
    if citation.paraphrase:
        said = words.STATEMENT.format(id=citation.id, paraphrase=citation.paraphrase)
    yield Phrase("cites", said, citation.id)
    if citation.sentence is not None:
        yield Phrase("sentence", words.EXACT_SENTENCE.format(sentence=citation.sentence), citation.id)


def _conditions(explanation: Explanation, step: Step) -> Iterator[Phrase]:
    yield from (Phrase("aggregate", of_checks.aggregate(item)) for item in step.aggregates)
    yield from (Phrase("let", of_checks.computed(item)) for item in step.computed)
    yield from (Phrase("check", of_checks.check(item)) for item in step.checks)
    yield from (Phrase("backed", of_checks.backed(item)) for item in step.backed)
    for absence in step.absences:
        yield Phrase("unless", of_checks.absence(absence, when(explanation)))
    if step.strengthening is not None:
        yield Phrase("stronger", of_checks.strengthening(step.strengthening))


def reasons(explanation: Explanation, step: Step) -> Iterator[str]:
    """Why the derivation has its qualifier, in sentences."""
    reason = step.reason
    if reason.qualifier == "certain":
        yield words.WHY_FOLLOWS
        return
    ruled = reason.rule == reason.qualifier
    if reason.boundary:
        yield words.WHY_BOUNDARY.format(straddling=listed(list(_straddling(step))))
    if reason.strengthened:
        yield words.WHY_STRENGTHENED
    elif ruled:
        yield words.WHY_RULE.format(qualifier=QUALIFIER_WORDS[reason.qualifier])
    if reason.premises:
        other = ruled or reason.boundary or reason.strengthened
        template = words.WHY_WEAKEST_TOO if other else words.WHY_WEAKEST
        yield template.format(premises=listed(list(_weakest(explanation, reason))))
    if reason.qualifier == "likely":
        yield words.LIKELY_MEANS


def _weakest(explanation: Explanation, reason: Reason) -> Iterator[str]:
    for identity in reason.premises[:_NAMED]:
        yield explanation.node(identity).text
    if len(reason.premises) > _NAMED:
        yield words.MORE.format(count=len(reason.premises) - _NAMED)


def _straddling(step: Step) -> Iterator[str]:
    found = list(of_checks.straddling(step.checks))
    found += of_checks.undecided(step.computed)
    found += [words.WHY_BOUNDARY_AGGREGATE.format(variable=item.variable) for item in step.aggregates if item.boundary]
    for absence in step.absences:
        if absence.straddling:
            facts = listed([fact.text for fact in absence.uncertain]) if absence.uncertain else ""
            why = listed(list(of_checks.straddling(absence.straddling)))
            told = words.WHY_BOUNDARY_EXCEPTION if facts else words.WHY_BOUNDARY_ITSELF
            found.append(told.format(facts=facts, straddling=why))
    yield from found or [words.WHY_BOUNDARY_UNNAMED]
