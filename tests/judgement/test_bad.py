"""Every problem code of judgements has a pack that provokes it, with its exact message beside it."""

from pathlib import Path

import pytest

from tocsin.engine import Case, load_pack
from tocsin.facts.problems import ProblemError
from tocsin.judgement import backtest, codes, weigh
from tocsin.judgement.readings import reading_of

BAD = Path(__file__).parents[1] / "bad" / "judgement"
INPUTS = sorted(BAD.glob("*.yaml"))
ASKED = {
    codes.UNKNOWN_READING: lambda pack: reading_of(pack, "litteral"),
    codes.NO_OUTCOMES: lambda pack: backtest(Case(pack)),
    codes.NO_HYPOTHESES: lambda pack: weigh(Case(pack)),
    codes.UNKNOWN_HYPOTHESES: lambda pack: weigh(Case(pack), ["chna"]),
}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_what_cannot_be_judged_is_refused_with_exactly_this_message(path):
    pack = load_pack(path)
    with pytest.raises(ProblemError) as refused:
        ASKED[path.name[:4]](pack)
    assert path.with_suffix(".yaml.txt").read_text(encoding="utf-8") == f"{refused.value}\n"


def test_every_problem_code_has_a_bad_input():
    assert {path.name[:4] for path in INPUTS} == set(codes.CODES) == set(ASKED)
