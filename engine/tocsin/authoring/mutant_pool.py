"""The mutants of a pack, tried one after the other or by several processes, with progress."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing

from tocsin.authoring.codes import CASE_FAILS
from tocsin.authoring.mutants import Mutant, mutants_of
from tocsin.authoring.mutation import Bench, Mutation, Tested
from tocsin.facts.arguments import checked
from tocsin.facts.problems import ArgumentError, Problem, ProblemError, suggestion
from tocsin.facts.taking import refused
from tocsin.rules.model import Pack

_AT_ONCE = 6
_BENCH: Bench | None = None
_MUTANTS: tuple[Mutant, ...] = ()


@checked(but=("progress",))
def mutate(
    pack: Pack,
    *,
    rules: Collection[str] = (),
    jobs: int = 1,
    search: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Mutation:
    """Every mutant of the pack's rules with the case that notices it, why none can, or what would.

    ``rules`` are the ids of those to change; all are, if none is named. ``jobs`` processes share the work; with more
    than one, the program that calls must guard its main module, as ``multiprocessing`` asks. Without ``search``,
    nothing is looked for that would tell survivors apart. ``progress`` is told (mutants done, mutants in all). Raises
    ProblemError if a case of the pack fails without any mutant, and ArgumentError if a rule is unknown.

    >>> from tocsin.rules.shipped import load_pack
    >>> found = mutate(load_pack("examples/own_pack/pack.yaml"), search=False)
    >>> found.killed + len(found.survivors) + len(found.equivalents) == len(found.tested)
    True
    """
    unknown = [name for name in rules if name not in pack.rule_by_id]
    if unknown:
        message = f"the pack {pack.name} has no rule {unknown[0]!r}"
        raise ArgumentError([refused("rules", message, suggestion(unknown[0], pack.rule_by_id, "rules"))])
    _start(pack, rules)
    bench, mutants = _started()
    if bench.failing:
        place = next(case.place for case in pack.cases if case.name == bench.failing[0])
        message = f"the case {bench.failing[0]!r} fails as the pack is, so that it can notice no mutant"
        raise ProblemError([Problem(CASE_FAILS, message, place, "mend it first: tocsin rules test says why it fails")])
    numbers = range(len(mutants))
    batches = [numbers[at : at + _AT_ONCE] for at in range(0, len(mutants), _AT_ONCE)]
    found: list[Tested] = []
    with closing(_each((pack, rules), batches, jobs, search)) as results:
        for tested in results:
            found += tested
            if progress is not None:
                progress(len(found), len(mutants))
    return Mutation(pack, tuple(found))


def _each(
    of: tuple[Pack, Collection[str]], batches: Sequence[range], jobs: int, search: bool
) -> Generator[list[Tested], None, None]:
    """What comes of each batch, in order."""
    if jobs <= 1 or len(batches) <= 1:
        yield from (_batch(batch, search) for batch in batches)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    workers = min(jobs, len(batches))
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start, initargs=of)
    try:
        waiting = [pool.submit(_batch, batch, search) for batch in batches]
        yield from (each.result() for each in waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _start(pack: Pack, rules: Collection[str]) -> None:
    """This process is ready to try mutants of the pack: its cases are assessed, its mutants made."""
    global _BENCH, _MUTANTS
    _BENCH, _MUTANTS = Bench(pack), tuple(mutants_of(pack, rules))


def _started() -> tuple[Bench, tuple[Mutant, ...]]:
    assert _BENCH is not None
    return _BENCH, _MUTANTS


def _batch(numbers: range, search: bool) -> list[Tested]:
    bench, mutants = _started()
    return [bench.test(mutants[number], search=search) for number in numbers]
