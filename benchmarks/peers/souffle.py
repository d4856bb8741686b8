"""Soufflé's interpreter with provenance (`-t explain`), a whole process that reads facts and writes conclusions."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.packs import Work, made_by
from benchmarks.peers.datalog import clause
from benchmarks.suite import Trial
from tocsin.facts.kinds import Kind


def by_souffle(work: Work) -> Trial:
    """Facts as tab-separated files, rules as a program; the process ends after asking for no explanation."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-souffle-"))
    lines = []
    for name in sorted({*work.rows, *made_by(work)}):
        fields = ", ".join(f"{field.name}: {_kind(field.kind)}" for field in work.plan.types[name].fields)
        lines.append(f".decl {name}({fields})")
    lines += [f".input {name}" for name in work.rows]
    lines += [f".output {name}" for name in sorted(made_by(work))]
    lines += [clause(work.plan, work.plan.rules[index]) for index in sorted(work.active)]
    (folder / "program.dl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in work.rows.items():
        text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
        (folder / f"{name}.facts").write_text(text, encoding="utf-8")

    def run() -> Path:
        command = ["souffle", "-t", "explain", "-F", str(folder), "-D", str(folder), str(folder / "program.dl")]
        subprocess.run(command, input=b"exit\n", stdout=subprocess.DEVNULL, check=True)
        return folder

    def answer(_: Path) -> list[object]:
        found: list[object] = []
        for name in made_by(work):
            kinds = [field.kind.name for field in work.plan.types[name].fields]
            for line in (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines():
                values = zip(kinds, line.split("\t"), strict=True)
                found.append((name, tuple(int(text) if kind == "int" else text for kind, text in values)))
        return found

    return Trial(run, answer)


def _kind(kind: Kind) -> str:
    return "number" if kind.name == "int" else "symbol"
