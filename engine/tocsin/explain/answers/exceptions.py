"""What was looked for and not found below a conclusion, in words: by the notation that other answers have of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.explain.conditions import Conditions
from tocsin.explain.figures import Figures
from tocsin.explain.phrases_of_checks import absence
from tocsin.explain.shown_derivation import Grounding

if TYPE_CHECKING:
    from tocsin.engine import Assessment


def exceptions_told(assessment: Assessment, identity: str, texts: Iterable[str]) -> dict[str, str]:
    """Each of these exceptions in words, as ``why`` has them, where a derivation below the conclusion looked for it."""
    wanted, told = set(texts), dict[str, str]()
    conditions = Conditions(assessment, Figures(assessment, Grounding(assessment.numbered)))
    seen, waiting = {identity}, [identity]
    while waiting and wanted:
        conclusion = assessment.conclusion(waiting.pop())
        for derivation in () if conclusion is None else conclusion.derivations:
            waiting += (premise for premise in derivation.premises if premise not in seen)
            seen.update(derivation.premises)
            found = derivation.unless
            if wanted.isdisjoint(found):
                continue
            for text, item in zip(found, conditions.absences(derivation), strict=True):
                if text in wanted and not item.uncertain:
                    told[text] = absence(item, "")
                    wanted.discard(text)
    return told
