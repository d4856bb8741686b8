"""(i) Packs of many rules, and (j) results of many conclusions, as whole commands: what a user waits for."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks.suite import Benchmark, Contestant, Trial

_FIELDS = [f"field_{number}" for number in range(6)]
_BUILD = "import sys, clips; e = clips.Environment(); [e.build(t) for t in open(sys.argv[1]).read().split('\\n\\n')]"
_DERIVE = "import sys; from tocsin.engine import Case; Case.load(sys.argv[1]).assess(engine='seminaive')"


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tocsin-benchmarks-"))


def _typed(
    rules: int, shape: str
) -> tuple[dict[str, list[str]], list[tuple[str, dict[str, str], str, dict[str, str]]]]:
    """The types with their fields, and of each rule its pattern and its conclusion."""
    if shape == "own conclusion":
        types = {"seen": ["who"]} | {f"out_{n}": ["who"] for n in range(rules)}
        return types, [("seen", {"who": "$x"}, f"out_{n}", {"who": "$x"}) for n in range(rules)]
    if shape == "one conclusion":
        parts = [({"kind": f"k{n}", "who": "$x"}, {"kind": f"k{n}", "who": "$x"}) for n in range(rules)]
        return {"seen": ["kind", "who"], "out": ["kind", "who"]}, [("seen", a, "out", b) for a, b in parts]
    types = {f"{what}_{n}": _FIELDS for n in range(rules) for what in ("in", "out")}
    same = {name: f"${name}" for name in _FIELDS}
    return types, [(f"in_{n}", same, f"out_{n}", same) for n in range(rules)]


def _pack(rules: int, shape: str) -> Path:
    """A folder with a pack of so many rules and a case of one fact under it."""
    folder = _folder() / f"{shape.replace(' ', '-')}-{rules}"
    folder.mkdir(exist_ok=True)
    types, parts = _typed(rules, shape)
    declared = "".join(
        f"  {name}: {{{', '.join(f'{field}: str' for field in fields)}}}\n" for name, fields in types.items()
    )
    told = "".join(
        f"  - id: rule-{n}\n    when: [{{{body}: {_terms(given)}}}]\n    then: [{{{head}: {_terms(made)}}}]\n"
        for n, (body, given, head, made) in enumerate(parts)
    )
    (folder / "pack").mkdir(exist_ok=True)
    (folder / "pack" / "types.yaml").write_text(f"pack: many\ntypes:\n{declared}")
    (folder / "pack" / "rules.yaml").write_text(f"rules:\n{told}")
    body, given, _, _ = parts[0]
    (folder / "case.yaml").write_text(
        f"pack: pack\nfacts: [{{{body}: {_terms({name: value.lstrip('$') for name, value in given.items()})}}}]\n"
    )
    templates = [
        f"(deftemplate {name} {' '.join(f'(slot {each})' for each in fields)})" for name, fields in types.items()
    ]
    built = [
        f"(defrule rule-{n} ({body} {_slots(given)}) => (assert ({head} {_slots(made)})))"
        for n, (body, given, head, made) in enumerate(parts)
    ]
    (folder / "clips.txt").write_text("\n\n".join([*templates, *built]))
    return folder


def _terms(terms: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in terms.items()) + "}"


def _slots(terms: dict[str, str]) -> str:
    return " ".join(f"({name} {value.replace('$', '?')})" for name, value in terms.items())


def _process(arguments: list[str], cache_folder: Path, forgets: bool) -> Trial:
    environment = {**os.environ, "TOCSIN_CACHE": str(cache_folder)}

    def forget() -> None:
        if forgets:
            shutil.rmtree(cache_folder, ignore_errors=True)

    def run() -> None:
        subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)

    return Trial(run, lambda _: (), prepare=forget)


def _assessed(shape: str, forgets: bool) -> Callable[[int], Trial]:
    def build(rules: int) -> Trial:
        folder = _pack(rules, shape)
        return _process(["-m", "tocsin.cli", "assess", str(folder / "case.yaml")], folder / "cache", forgets)

    return build


def _built(shape: str) -> Callable[[int], Trial]:
    return lambda rules: _process(["-c", _BUILD, str(_pack(rules, shape) / "clips.txt")], _folder(), False)


def _owners(firms: int) -> Path:
    """A case of random holdings among so many firms, of which everybody owns what whoever he owns holds."""
    dice = random.Random(1)
    edges: set[tuple[int, int]] = set()
    while len(edges) < firms * 2.497:
        edges.add((dice.randrange(firms), dice.randrange(firms)))
    (_folder() / "owners.yaml").write_text(
        "pack: owners\ntypes: {holds: {owner: str, firm: str}, owns: {owner: str, firm: str}}\nrules:\n"
        "  - {id: holder, when: [{holds: {owner: $a, firm: $b}}], then: [{owns: {owner: $a, firm: $b}}],\n"
        "     reads: '{a} owns {b}.'}\n"
        "  - {id: through, when: [{owns: {owner: $a, firm: $b}}, {holds: {owner: $b, firm: $c}}],\n"
        "     then: [{owns: {owner: $a, firm: $c}}], reads: '{a} owns {c} through others.'}\n"
    )
    case = _folder() / f"owners-{firms}.yaml"
    facts = "".join(f"  - holds: {{owner: firm{a}, firm: firm{b}}}\n" for a, b in sorted(edges))
    case.write_text(f"pack: owners.yaml\nfacts:\n{facts}")
    return case


def _listed(*arguments: str) -> Callable[[int], Trial]:
    return lambda firms: _process([*arguments[:-1], arguments[-1], str(_owners(firms))], _folder() / "cache", False)


BENCHMARKS = (
    *(
        Benchmark(
            key,
            f"Many rules, {shape}, whole command",
            "rules",
            (500, 2_000, 8_000),
            (
                Contestant("tocsin assess, first", _assessed(shape, True)),
                Contestant("tocsin assess, again", _assessed(shape, False)),
                Contestant("clipspy builds the rules", _built(shape), ("clips",)),
            ),
            "clipspy builds the rules",
            "The pack is kept after the first assessment. clipspy only builds templates and rules, and infers nothing.",
            answers=False,
        )
        for key, shape in (
            ("i-own", "own conclusion"),
            ("i-one", "one conclusion"),
            ("i-wide", "own types of six fields"),
        )
    ),
    Benchmark(
        "j",
        "Every conclusion listed, whole command",
        "firms",
        (100, 300, 600),
        (
            Contestant("tocsin assess", _listed("-m", "tocsin.cli", "assess")),
            Contestant("tocsin assess --json", _listed("-m", "tocsin.cli", "assess", "--json")),
            Contestant("deriving alone", _listed("-c", _DERIVE)),
        ),
        "deriving alone",
        "600 firms with 1,498 holdings have 282,532 conclusions. Deriving alone is a process, too.",
        answers=False,
    ),
)
