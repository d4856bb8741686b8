"""``make fuzz``: feed changed inputs until time or number is up, and print each that ends in anything but problems."""

import argparse
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from random import Random
from types import FrameType
from typing import Final

from tests.fuzz.targets import TARGETS
from tocsin.facts import ProblemError

PATIENCE: Final = 10.0
"""Seconds after which an input is one that does not end."""


class TooSlow(BaseException):
    """An input took longer than it may."""


def faults(name: str, seed: int, size: int) -> Iterator[tuple[int, str, str]]:
    """The number, the input and the end of the trace, of each of ``size`` inputs that ended in neither way."""
    target = TARGETS[name]
    for number in range(size):
        text = target.drawn(Random(f"{seed} {name} {number}"))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                _timed(target.fed, text)
        except ProblemError:
            continue
        except TooSlow:
            yield number, text, f"it took longer than {PATIENCE:g} s"
        except Exception as error:
            yield number, text, "".join(traceback.format_exception(error)[-3:])


def _timed(fed: object, text: str) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    assert callable(fed)
    if not hasattr(signal, "setitimer"):
        fed(text)
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        fed(text)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Feed what is asked for; 1 if something is at fault."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--targets", default=",".join(TARGETS), help="which of " + ", ".join(TARGETS))
    parser.add_argument("--size", type=int, default=3000, help="how many inputs of each")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    bad = 0
    for name in asked.targets.split(","):
        begun = time.monotonic()
        found = 0
        for number, text, trace in faults(name, asked.seed, asked.size):
            found += 1
            print(f"--- {name} {number} of seed {asked.seed}\n{text}\n{trace}", flush=True)
        print(f"{name}: {asked.size} inputs, {found} at fault, {time.monotonic() - begun:.0f} s", flush=True)
        bad += found
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
