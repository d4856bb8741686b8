"""The one place where what went wrong becomes a message on standard error and an exit code.

0 done · 1 the answer is no · 2 bad input or usage · 3 the engines disagree · 4 an integrity check failed · 70 an error
in Tocsin itself · 130 interrupted · 141 nobody read the output to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from tocsin.cli.output import Complaints, OutputClosed, OutputFailed, abandon_output, complain

DONE, NO, BAD_INPUT, DISAGREEMENT, INTEGRITY, INTERNAL, INTERRUPTED, UNREAD = 0, 1, 2, 3, 4, 70, 130, 141
_ON_DISAGREEMENT = "please report this with the case and the pack; --engine chooses one engine meanwhile"
# click is a dependency of typer's in some versions and a part of it in others; this class is the same in all.
_UsageError: type[Exception] = typer.BadParameter.__mro__[2]


class Interrupted(Exception):
    """The user interrupted a command that keeps something; the message says what."""


def exit_code_of(command: Callable[[], object], *, as_json: bool = False) -> int:
    """Run the command and tell what happened: its exit code, or that of the error it ended with, which is printed.

    With ``as_json`` what went wrong is printed as JSON: ``{"problems": [{"code", "message", "place", "hint"}]}``.
    """
    if not as_json:
        return _exit_code_of(command)
    Complaints.keep()
    code = INTERNAL
    try:
        code = _exit_code_of(command)
    finally:
        Complaints.tell(failed=code != DONE)
    return code


def _exit_code_of(command: Callable[[], object]) -> int:
    try:
        answer = command()
    except (typer.Abort, KeyboardInterrupt):
        answer = INTERRUPTED
    except (OutputClosed, BrokenPipeError):
        abandon_output()
        return UNREAD
    except OutputFailed as error:
        abandon_output()
        complain(f"tocsin: the output cannot be written: {_lowered(str(error))}")
        return BAD_INPUT
    except Exception as error:
        return _explained(error)
    if answer == INTERRUPTED:
        complain("tocsin: interrupted; nothing was changed")
    return answer if isinstance(answer, int) else DONE


def _explained(error: Exception) -> int:
    """The exit code of an error, after its message has been printed."""
    from tocsin.facts.problems import ProblemError

    if isinstance(error, Interrupted):
        complain(f"tocsin: interrupted; {error}")
        return INTERRUPTED
    if isinstance(error, ProblemError):
        if Complaints.kept is None:
            complain("\n".join(str(problem) for problem in error.problems))
        else:
            Complaints.kept += [(str(problem), problem) for problem in error.problems]
        return BAD_INPUT
    if isinstance(error, _UsageError):
        _show_usage(error)
        return BAD_INPUT
    if isinstance(error, OSError):
        abandon_output()
        where = f"{error.filename}: " if error.filename else ""
        complain(f"tocsin: {where}{_lowered(error.strerror or str(error))}")
        return BAD_INPUT
    if isinstance(error, RecursionError | MemoryError):
        complain(f"tocsin: the input is too large or too deeply nested ({type(error).__name__})")
        return BAD_INPUT
    return _disagreement(error) or _internal(error)


def _show_usage(error: Any) -> None:
    """A wrong use of the command is told, as a problem without a code; where nothing was asked, its help is shown."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return
    from tocsin.cli.usage import usage_problem
    from tocsin.facts.problems import Problem

    message, hint = usage_problem(error)
    complain(f"{message}\n  {hint}", Problem("", message, None, hint))


def _disagreement(error: Exception) -> int | None:
    from tocsin.engine.assess import EngineDisagreement

    if not isinstance(error, EngineDisagreement):
        return None
    from tocsin.engine.codes import DISAGREEMENT as CODE
    from tocsin.facts.problems import Problem

    problem = Problem(CODE, str(error), None, _ON_DISAGREEMENT)
    complain(str(problem), problem)
    return DISAGREEMENT


def _internal(error: Exception) -> int:
    import traceback

    complain("".join(traceback.format_exception(error)).rstrip())
    complain("tocsin: this is an error in Tocsin itself, not in your input; please report it with the lines above")
    return INTERNAL


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
