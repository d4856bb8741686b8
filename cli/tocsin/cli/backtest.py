"""``tocsin backtest``: what followed against what was seen."""

from __future__ import annotations

from tocsin.cli.options import AssumeOption, FactOption, JsonOption, KnownByOption, PackOption, WithoutOption
from tocsin.cli.viewing import CaseUnlessFactsArgument, ReadingOption, look

EXAMPLES = ("tocsin backtest examples/chronology.yaml", "tocsin backtest examples/chronology.yaml --json")


def backtest(
    case: CaseUnlessFactsArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say for each conclusion with an outcome when it first followed, when it was seen, and how far ahead that was."""
    opened, view = look(case, pack, None, known_by, assume, without, reading, facts=facts)
    from tocsin.judgement import backtest as test_against

    found = test_against(opened, view)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), opened.pack)
    else:
        from tocsin.cli.backtest_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(lines_of(found, Terminal.current())))
