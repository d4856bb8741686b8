"""``make mutate``: mutate the product, room by room, and print how many mutants the tests catch."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant, sample
from tests.mutation.trial import Trials, copy_checkout

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent


@dataclass
class Tally:
    """What came of the mutants of one module."""

    file: str
    places: int
    caught: list[Mutant] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    equivalent: list[Mutant] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many mutants were tried."""
        return len(self.caught) + len(self.survived) + len(self.equivalent)


def main(arguments: Sequence[str] | None = None) -> int:
    """Mutate what is asked for; 1 if fewer are caught than ``--at-least`` per cent."""
    rooms = _toml("rooms")
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Make the product wrong; see who notices."
    )
    parser.add_argument(
        "--rooms", default=",".join(rooms), help="rooms, by the names in tests/mutation/rooms.toml; all if left out"
    )
    parser.add_argument("--paths", default="", help="only files whose path holds one of these texts")
    parser.add_argument("--size", type=int, default=40, help="mutants a room (40)")
    parser.add_argument("--seed", type=int, default=1, help="which mutants (1)")
    parser.add_argument("--at-least", type=float, default=85, help="per cent to be caught in each room (85)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tocsin-mutation-") as folder:
        # Tests that give up their rights still read it.
        Path(folder).chmod(0o755)
        copy_checkout(CHECKOUT, Path(folder))
        tallies = {
            name: _room(
                Path(folder), rooms[name], options.size, options.seed, [p for p in options.paths.split(",") if p]
            )
            for name in options.rooms.split(",")
        }
    print(_report(tallies))
    return int(any(_share(room) < options.at_least for room in tallies.values()))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _room(copy: Path, room: dict[str, Any], size: int, seed: int, paths: list[str]) -> list[Tally]:
    """What came of the mutants of a room: as many for each module as it has of the room's code."""
    files = {
        str(path.relative_to(CHECKOUT)): path.read_text(encoding="utf-8")
        for named in room["mutate"]
        for path in sorted(CHECKOUT.glob(named))
        if path.name not in ("__init__.py", "codes.py")
    }
    whole = sum(map(len, files.values()))
    files = {file: source for file, source in files.items() if not paths or any(each in file for each in paths)}
    if not files:
        return []
    trials = Trials(copy, room.get("options", ()))
    seconds = trials.baseline(room["tests"], list(files))
    print(f"the tests take {seconds:.0f} s", file=sys.stderr, flush=True)
    alike = {(each["file"], each["before"], each["after"]) for each in _toml("equivalent")["mutant"]}
    found = []
    for file, source in files.items():
        mutants, places = sample(file, source, max(2, round(size * len(source) / whole)), seed)
        tally = Tally(file, places)
        for mutant in mutants:
            begin = time.monotonic()
            if (mutant.file, mutant.before, mutant.after) in alike:
                word: str = "equivalent"
                tally.equivalent.append(mutant)
            else:
                word = trials.outcome(mutant)
                (tally.survived if word == "SURVIVED" else tally.caught).append(mutant)
            print(f"{word} in {time.monotonic() - begin:.0f} s: {mutant}", file=sys.stderr, flush=True)
        found.append(tally)
    return found


def _share(tallies: list[Tally]) -> float:
    """The per cent caught of those that could be."""
    caught, survived = (sum(len(getattr(each, name)) for each in tallies) for name in ("caught", "survived"))
    return 100 * caught / (caught + survived) if caught + survived else 100.0


def _report(rooms: dict[str, list[Tally]]) -> str:
    lines = [
        "| module | places | mutants | caught | survived | equivalent |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, tallies in rooms.items():
        for each in tallies:
            counts = each.places, each.tried, len(each.caught), len(each.survived), len(each.equivalent)
            lines.append(f"| `{each.file}` | {' | '.join(map(str, counts))} |")
        total = (sum(numbers) for numbers in zip(*(_numbers(each) for each in tallies), strict=True))
        lines.append(f"| **{name}: {_share(tallies):.0f} %** | {' | '.join(map(str, total))} |")
    survivors = [mutant for tallies in rooms.values() for each in tallies for mutant in each.survived]
    return "\n".join([*lines, "", *map(str, survivors)])


def _numbers(tally: Tally) -> tuple[int, ...]:
    return tally.places, tally.tried, len(tally.caught), len(tally.survived), len(tally.equivalent)


if __name__ == "__main__":
    sys.exit(main())
