"""From what was typed to a case and its assessment: packs, case files, and facts given on the command line."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.cli.options import Engine
    from tocsin.engine import Assessment, Case
    from tocsin.engine.assess import EngineChoice
    from tocsin.facts.model import Fact
    from tocsin.facts.problems import Problem
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule


@dataclass(frozen=True)
class Asked:
    """The options that say which case to assess, and how."""

    case: str | None
    pack: str | None = None
    facts: Sequence[str] = ()
    as_of: dt.date | None = None
    known_by: dt.date | None = None
    assume: Sequence[str] = ()
    without: Sequence[str] = ()
    engine: Engine | None = None
    rules: str = "now"

    def open(self) -> Case:
        """The case, with the facts given beside it. Raises ProblemError with everything that is wrong."""
        return open_case(self.case, self.pack, self.facts, self.known_by, self.rules)

    def assess(self, case: Case) -> Assessment:
        """The assessment of the case that was asked for."""
        engine: EngineChoice = "auto" if self.engine is None else self.engine.value
        return case.assess(
            as_of=self.as_of, known_by=self.known_by, assume=self.assume, without=self.without, engine=engine
        )


def open_pack(name: str | None) -> Pack:
    """The pack of that name or path; without a name, russia-dprk."""
    from tocsin.rules.shipped import load_pack

    return load_pack(shipped_or(name))


def of_default(named: str | None) -> str:
    """Which pack is taken where none is ``named``, for ``saying_pack``; empty if one is."""
    return "" if named is not None else f"the pack is {shipped_or(None)}, as no --pack names another"


@contextmanager
def saying_pack(said: str) -> Iterator[None]:
    """Within, a fact type that is unknown, and like no other, is told with the pack that lacks it, as ``said``."""
    from dataclasses import replace

    from tocsin.facts.problems import ProblemError

    try:
        yield
    except ProblemError as error:
        if not said or not any(_names_no_type(problem) for problem in error.problems):
            raise
        raise ProblemError(
            replace(each, hint=f"{said}; {each.hint}") if _names_no_type(each) else each for each in error.problems
        ) from None


def _names_no_type(problem: Problem) -> bool:
    return "no fact type" in problem.message and not problem.hint.startswith("did you mean")


def is_pack(name: object) -> bool:
    """Whether something given may name a pack: by a path where something is, or as a shipped one."""
    from tocsin.rules.shipped import shipped_names

    return isinstance(name, str) and (name in shipped_names() or os.path.lexists(name))


def known_rule(pack: Pack, name: str, asked: str, named: str | None) -> Rule:
    """The rule of that id; without one, what was ``asked`` for is refused with the nearest.

    ``named`` is what the pack was named by, if anything. Of a table, whose rows are rules, it is said that it is one.
    """
    if name not in pack.rule_by_id and any(table.id == name for table in pack.tables):
        option = "" if named is None else f" --pack {shlex.quote(named)}"
        message = f"{name!r} is a table, and its rows are rules; tocsin rules table {name}{option} shows them"
        raise typer.BadParameter(message, param_hint=asked)
    if name not in pack.rule_by_id:
        raise not_of(pack, name, "rule", pack.rule_by_id, asked, named)
    return pack.rule_by_id[name]


def not_of(pack: Pack, name: str, kind: str, known: Iterable[str], asked: str, named: str | None) -> typer.BadParameter:
    """That the pack has none of a kind called so, with what may be meant; a pack, too, if none was ``named``."""
    from tocsin.facts.problems import suggestion

    if named is None and is_pack(name):
        message = f"{name!r} is no {kind}; a pack is named by an option: --pack {shlex.quote(name)}"
        return typer.BadParameter(message, param_hint=asked)
    hint = suggestion(name, known, f"{kind}s")
    other = " (--pack names another pack)" if named is None else ""
    return typer.BadParameter(f"the pack {pack.name} has no {kind} {name!r}{other}; {hint}", param_hint=asked)


def shipped_or(name: str | None) -> str:
    """The name given, else that of the shipped pack that is meant where none is named."""
    from tocsin.rules.shipped import DEFAULT

    return DEFAULT if name is None else name


def open_vocabulary(pack: str | None, vocabulary: str | None) -> Vocabulary:
    """The fact types to speak of: those of the vocabulary named, else of the pack."""
    if vocabulary is None:
        return open_pack(pack).vocabulary
    if pack is not None:
        raise typer.BadParameter("give --pack or --vocabulary, not both")
    from tocsin.facts.vocabulary import registered

    return registered(vocabulary)


def open_case(
    case: str | None, pack: str | None, facts: Sequence[str], known_by: dt.date | None = None, rules: str = "now"
) -> Case:
    """The case at a path, or of that name in the ledger, or one made of the facts alone.

    Of a case in the ledger, ``known_by`` leaves out what was recorded after that day, and ``rules`` (``then``, ``now``)
    says whether the pack of that day or the present one applies.
    """
    if case is None and pack is None and not facts:
        raise typer.BadParameter("give a CASE, or facts with --fact (and --pack)", param_hint="CASE")
    from tocsin.engine import Case

    if case is None:
        chosen = open_pack(pack)
        with saying_pack(of_default(pack)):
            return Case(chosen, parse_facts(facts, chosen.vocabulary), name="command-line")
    if not os.path.lexists(case):
        from tocsin.cli.held import open_held

        opened = open_held(case, None if pack is None else open_pack(pack), known_by, rules)
    else:
        opened = Case.load(case, None if pack is None else open_pack(pack))
    return opened.with_facts(parse_facts(facts, opened.pack.vocabulary)) if facts else opened


def parse_facts(texts: Sequence[str], vocabulary: Vocabulary) -> list[Fact]:
    """The facts of all --fact options. Raises ProblemError with every problem of every one."""
    from tocsin.facts.notation import parse_fact
    from tocsin.facts.problems import Place, ProblemError, raise_if_any

    facts: list[Fact] = []
    problems: list[Problem] = []
    for number, text in enumerate(texts, 1):
        name = f"--fact {number}" if len(texts) > 1 else "--fact"
        try:
            facts.append(parse_fact(text, vocabulary, Place(name, 1, 1)))
        except ProblemError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return facts
