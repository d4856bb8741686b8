"""What a folder's run is a run of, so that it is taken up again only for the same rows, rules and options.

Rows are told by the digest of each file's bytes, and by its address where only the SQL engine can read it. The names
of files do not count, nor memory and threads, which change nothing in the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tocsin.bulk import codes
from tocsin.bulk.atomic_files import write_json
from tocsin.bulk.chunks import Question
from tocsin.bulk.reading.inputs import Input
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import shown_path

LAYOUT: Final = 5
"""Goes up when what is written changes, so that no run is taken up halfway by another version's rules of writing."""
_BLOCK: Final = 2**20


@dataclass(frozen=True)
class Subject:
    """What is run: the parts that decide the result, by the names people know them by."""

    parts: dict[str, Any]

    def differences(self, other: Subject) -> list[str]:
        """The names of the parts in which another subject differs."""
        return sorted(name for name in self.parts.keys() | other.parts.keys() if self._of(name) != other._of(name))

    def _of(self, name: str) -> str:
        return json.dumps(self.parts.get(name), sort_keys=True)


def subject_of(
    question: Question, inputs: Sequence[Input], *, across: bool, chunk: int | None, reject: bool
) -> Subject:
    """The subject of a run. Reads every file once, for its digest. Raises OSError for one that cannot be read."""
    pack = question.plan.pack
    rules = [question.plan.rules[index].rule.id for index in sorted(question.active)]
    return Subject(
        {
            "layout": LAYOUT,
            "the pack": {"name": pack.name, "version": pack.version, "digest": pack.digest},
            "the assumptions": hashlib.sha256("\n".join(rules).encode()).hexdigest(),
            "--as-of": str(question.as_of),
            "--known-by": str(question.known_by),
            "--across": across,
            "--chunk": chunk,
            "--reject": reject,
            "the facts": sorted([item.fact_type.name, item.format, digest(item)] for item in inputs),
        }
    )


def digest(table: Input) -> str:
    """``sha256:…`` of a file's bytes; the address itself of what is elsewhere."""
    if table.is_remote:
        return table.file
    found = hashlib.sha256()
    with open(table.file, "rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return f"sha256:{found.hexdigest()}"


@dataclass(frozen=True)
class Manifest:
    """The record of a run in its folder: its subject, what was read, and whether it is done."""

    path: Path
    subject: Subject
    staged: dict[str, Any] | None = None
    done: bool = False

    def write(self) -> None:
        """Keep the record."""
        write_json(self.path, {"subject": self.subject.parts, "staged": self.staged, "done": self.done})

    @classmethod
    def read(cls, path: Path) -> Manifest | None:
        """The record kept at the path; None if there is none, or it cannot be understood."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, Subject(dict(data["subject"])), data["staged"], bool(data["done"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def refuse_other(found: Manifest, subject: Subject, folder: Path) -> None:
    """Nothing happens if the folder's run has this subject. Raises ProblemError that names what is another."""
    changed = [name for name in found.subject.differences(subject) if name != "layout"]
    if found.subject.differences(subject):
        what = ", ".join(changed) or "the version of Tocsin"
        message = f"the folder holds a run that differs in {what}"
        hint = "name another folder, or give --restart to replace what it holds"
        raise ProblemError([Problem(codes.OTHER_RUN, message, Place(shown_path(folder)), hint)])
