"""Packages that only some installations have: asked for before they are used, and named where they are not there."""

from __future__ import annotations

from importlib.util import find_spec

from tocsin.facts.problems import Place, Problem, ProblemError


def need(extra: str, code: str, doing: str, *modules: str) -> None:
    """Nothing happens if every one of ``modules`` is installed; ``doing`` says what needs them: *bulk runs need*.

    Raises ProblemError, with how to install the extra, if one is not.
    """
    problem = lacking(extra, code, doing, *modules)
    if problem is not None:
        raise ProblemError([problem])


def lacking(extra: str, code: str, doing: str, *modules: str, place: Place | None = None) -> Problem | None:
    """The problem that a module which only an extra brings is not installed; None where all are."""
    missing = [module for module in modules if find_spec(module) is None]
    if not missing:
        return None
    message = f"{doing} {', '.join(missing)}, which cannot be imported"
    return Problem(code, message, place, f'pip install "tocsin[{extra}]"')
