"""Problems as SARIF 2.1.0, which editors and code-scanning services show beside the lines they are about.

The format is OASIS's: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from tocsin.engine.pack_cases import CaseResult
    from tocsin.facts.problems import Place, Problem

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CASE = "case"
"""The code of a case that fails, which is no problem of the pack."""
_ABOUT_CASES = "a case of the pack does not come out as it says"


def sarif(problems: Iterable[Problem], results: Sequence[CaseResult] = ()) -> dict[str, Any]:
    """A log of one run: each problem an error or, if its code begins with W, a warning; each failed case an error."""
    from tocsin.cli.problem_pages import pages
    from tocsin.cli.version import release

    found = [*map(_result, problems), *(each for result in results for each in _failures(result))]
    about = {CASE: _ABOUT_CASES, **{code: page.title for code, page in pages().items()}}
    met = sorted({each["ruleId"] for each in found})
    rules = [{"id": code, "shortDescription": {"text": about[code]}} for code in met]
    driver = {"name": "tocsin", "version": release(), "rules": rules}
    # Our columns count characters; SARIF's count units of UTF-16 where nothing else is said.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Problem) -> dict[str, Any]:
    level = "warning" if problem.code.startswith("W") else "error"
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return {"ruleId": problem.code, "level": level, "message": {"text": text}, **_located(problem.place)}


def _failures(result: CaseResult) -> Iterator[dict[str, Any]]:
    for failure in result.failures:
        text = f"{result.case.name}: {failure}"
        yield {"ruleId": CASE, "level": "error", "message": {"text": text}, **_located(result.case.place)}


def _located(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(Path(place.file).as_posix())}}
    if place.line:
        location["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
    return {"locations": [{"physicalLocation": location}]}
