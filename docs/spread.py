"""How far ideas are spread over the house, counted (``python -m docs.spread [CHECKOUT]``).

One idea should stand in one place. What cannot be counted (which shapes a fact takes on its way) is not here; what can
is counted from the text, so that a later tree and an earlier one are held to the same measure.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from docs import rooms

LOADED = "examples/chronology.yaml"
_COUNTING = """
import hashlib, sys
from pathlib import Path
from tocsin.engine import Case
from tocsin.facts.model import Fact
counts = {"rows": 0, "digests": 0}
held, sha = vars(Fact), hashlib.sha256
name = "_worked_out" if "_worked_out" in held else "row"  # a tree that keeps its rows, and one that does not
work = held[name]
def counted(self):
    counts["rows"] += 1
    return next(getattr(work, way) for way in ("__call__", "fget", "func") if hasattr(work, way))(self)
setattr(Fact, name, counted if name == "_worked_out" else property(counted))
def digest(*given, **named):
    counts["digests"] += 1
    return sha(*given, **named)
from tocsin.rules.shipped import load_pack
pack = load_pack("russia-dprk"); pack.digest
hashlib.sha256 = digest
case = Case.load(sys.argv[1], pack)
[given.fact.id for given in case.facts]
print(len(case.facts), counts["rows"], counts["digests"])
"""
IDEAS = {
    "which reports count": r"\btakes_back\(|\.is_known\(|\bSUPPORTING\b",
    "a pattern against a row": r"\bpattern\.(constants|variables)\b",
    "a fact named in part (an id's digits)": r"\[0-9a-f\]\{",
    "a function of comparisons (weekday, abs)": r"\"(weekday|abs)\"",
    "stronger_if": r"\bstronger_if\b",
    "unless": r"\bunless\b(?=[\]\"'.,:)( ])(?<!\# unless)",
    "aggregates": r"\b[Aa]ggregat(e|es|ePlan)\b",
}


def main(root: Path) -> None:
    """Print every measure of the checkout at ``root``."""
    rooms.ROOT = root
    paths = rooms.modules()
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    graph = rooms.imports()
    for line in (*_sizes(texts, trees), *_spreads(texts), *_names(trees), *_reading(graph), _loading(root)):
        print(line)


def _sizes(texts: dict[str, str], trees: dict[str, ast.Module]) -> Iterator[str]:
    lines = {name: text.count("\n") for name, text in texts.items()}
    total = sum(lines.values())
    yield f"files {len(lines)}, lines {total:,}, median {median(lines.values()):.0f}, longest {max(lines.values())}"
    sizes = [(node.end_lineno or 0) - node.lineno + 1 for tree in trees.values() for node in _functions(tree)]
    yield f"functions {len(sizes):,}, median {median(sizes):.0f} lines, p90 {quantiles(sizes, n=10)[-1]:.0f}"
    shares: Counter[str] = Counter()
    for name, count in lines.items():
        shares[name.split(".")[1]] += count
    yield "rooms: " + ", ".join(f"{room} {count / total:.0%}" for room, count in shares.most_common())


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _spreads(texts: dict[str, str]) -> Iterator[str]:
    for idea, words in IDEAS.items():
        found = [name for name, text in texts.items() if re.search(words, text)]
        yield f"files that name {idea}: {len(found)}"


def _names(trees: dict[str, ast.Module]) -> Iterator[str]:
    where: dict[str, set[str]] = defaultdict(set)
    for name, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                where[node.name].add(name)
            elif isinstance(node, ast.AnnAssign) and "TypeAlias" in ast.dump(node.annotation):
                where[getattr(node.target, "id", "")].add(name)
    several = {name: len(found) for name, found in where.items() if len(found) > 1 and not name.startswith("_")}
    most = ", ".join(f"{name} {count}" for name, count in Counter(several).most_common(5))
    yield f"type names {len(where)}, defined in several modules {len(several)} ({most})"


def _reading(graph: dict[str, set[str]]) -> Iterator[str]:
    found = rooms.circles(graph)
    yield f"circles of imports {len(found)}, the largest of {max(map(len, found), default=0)} files"
    for question in ("flip", "watch", "sweep", "why_not"):
        start = next(name for name in graph if ".questions." in name and name.endswith(f".{question}"))
        needed = {name for name in rooms.reached(graph, start) if ".questions." in name}
        yield f"files of questions that {question} needs: {len(needed | {start})}"


def _loading(root: Path) -> str:
    python = [sys.executable, "-c", _COUNTING, str(root / LOADED)]
    environment = {"PYTHONPATH": ":".join(str(root / source) for source in rooms.SOURCE_ROOTS)}
    ran = subprocess.run(python, capture_output=True, text=True, env=environment, check=False)
    if ran.returncode:
        return f"loading {LOADED}: {ran.stderr.splitlines()[-1]}"
    facts, rows, digests = ran.stdout.split()
    return f"loading {LOADED}: {facts} facts, {rows} rows and {digests} SHA-256 worked out"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else rooms.ROOT)
