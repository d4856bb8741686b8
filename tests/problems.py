"""What tests ask of problems."""

from tocsin.facts.problems import Problem


def where(problem: Problem) -> tuple[int, int]:
    """The line and column of the problem's place."""
    assert problem.place is not None
    return problem.place.line, problem.place.column
