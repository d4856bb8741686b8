"""A case with its whole history as JSON Lines: a header, the packs it names, then its entries; and its check.

Every line is canonical JSON, so that a check can demand each byte. The header names the size and the root, so that a
line cannot be missing unless somebody wrote a new header too; against that only a head kept elsewhere helps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import read_lines, shown_path
from tocsin.ledger import codes
from tocsin.ledger.chain import LARGEST
from tocsin.ledger.checking import ChainCheck, Row
from tocsin.ledger.heads import Head
from tocsin.ledger.ledger_case import HeldCase
from tocsin.ledger.packs import is_pack_text, text_digest
from tocsin.ledger.verified import Finding, Verified

FORMAT: Final = "tocsin ledger export 1"
_LINE_LIMIT: Final = 2 * LARGEST


def export_lines(held: HeldCase) -> Iterator[str]:
    """The lines of the export of a case as it stands, without line ends."""
    head = held.head()
    digests: dict[str, None] = {}
    for entry in held.entries(until=head.size, kinds=("pack_pinned", "assessment")):
        digests[entry.content["text" if entry.kind == "pack_pinned" else "pack"]] = None
    header = {"format": FORMAT, "head": head.to_json(), "packs": list(digests)}
    yield canonical_json(header)
    for digest in digests:
        yield canonical_json({"digest": digest, "files": held.stored_pack(digest).files})
    for entry in held.entries(until=head.size):
        yield canonical_json(entry.to_json())


def is_export(path: str | Path) -> bool:
    """Whether the file begins as an export does."""
    with Path(path).open("rb") as stream:
        return FORMAT.encode() in stream.read(64)


def verify_export(path: str | Path, heads: Iterable[Head] = ()) -> Verified:
    """Whether an export is as it was written, and continues the heads kept elsewhere.

    Raises ProblemError only for a file that cannot be read at all, or does not begin as an export.
    """
    check = ExportCheck(shown_path(path), tuple(heads))
    try:
        for number, text in read_lines(path, line_limit=_LINE_LIMIT):
            if not check.feed(number, text):
                break
    except ProblemError as error:
        if check.chain is None:
            raise
        check.bad(error.problems[0].message)
    return check.outcome()


class ExportCheck:
    """The lines of an export, fed in order. ``entries`` and ``packs`` hold what was read and found whole.

    ``bad_line`` is the line that is not as it was written, 0 where none is.
    """

    def __init__(self, name: str, heads: tuple[Head, ...] = ()) -> None:
        self.name = name
        self.heads = heads
        self.chain: ChainCheck | None = None
        self.packs: dict[str, str] = {}
        self.entries: list[tuple[str, str]] = []
        self._expected: list[str] = []
        self._head: dict[str, Any] = {}
        self._findings: list[Finding] = []
        self._line = 0
        self.bad_line = 0

    def feed(self, number: int, text: str) -> bool:
        """Take the next line; whether there is any use in going on."""
        self._line = number
        if number == 1:
            self._header(text)
            return True
        data = _exact(text)
        if data is None:
            return self.bad(f"line {number} is not what was exported")
        if len(self.packs) < len(self._expected):
            return self._pack(data, number)
        return self._entry(data, number)

    def bad(self, message: str) -> bool:
        """Note what is wrong with the next entry; there is no going on."""
        assert self.chain is not None
        self._findings.append(Finding(self.chain.case, self.chain.size + 1, message))
        self.bad_line = self._line
        return False

    def outcome(self) -> Verified:
        """What the check found, at the end of the file."""
        chain = self.chain
        if chain is None:
            raise _not_an_export(self.name)
        if not self._findings:
            self._compare_heads(chain)
        whole = () if self._findings else (chain.head(),)
        return Verified(whole, tuple(self._findings), chain.size)

    def _compare_heads(self, chain: ChainCheck) -> None:
        if chain.head().to_json() != self._head:
            message = f"the header names {self._head.get('size')} entries and another head"
            self._findings.append(Finding(chain.case, chain.size + 1, message))
        for digest, number in chain.packs.items():
            if digest not in self.packs:
                self._findings.append(Finding(chain.case, number, f"the text of its pack, {digest}, is missing"))
        for number, message in chain.against(head for head in self.heads if head.case == chain.case):
            self._findings.append(Finding(chain.case, number, message))
        self._findings += [
            Finding(head.case, 1, "a head kept elsewhere is of another case")
            for head in self.heads
            if head.case != chain.case
        ]

    def _header(self, text: str) -> None:
        data = _exact(text)
        head = data.get("head") if data is not None else None
        if data is None or data.get("format") != FORMAT or not isinstance(head, dict):
            if FORMAT not in text:
                raise _not_an_export(self.name)
            self.chain = ChainCheck("?")
            self.bad("the header is not what was exported")
            return
        self._head = head
        packs = data.get("packs")
        is_right = isinstance(packs, list) and all(isinstance(digest, str) for digest in packs)
        self._expected = list(packs or ()) if is_right else []
        self.chain = ChainCheck(str(head.get("case")), frozenset(kept.size for kept in self.heads))
        if data.keys() != {"format", "head", "packs"} or not is_right or len(set(self._expected)) < len(self._expected):
            self.bad("the header is not what was exported")

    def _pack(self, data: dict[str, Any], number: int) -> bool:
        digest, files = self._expected[len(self.packs)], data.get("files")
        if data.keys() != {"digest", "files"} or data["digest"] != digest or not isinstance(files, str):
            return self.bad(f"line {number} does not hold the pack {digest}")
        if text_digest(files) != digest:
            return self.bad(f"the text of the pack {digest} was changed")
        if not is_pack_text(files):
            return self.bad(f"the text of the pack {digest} holds no files")
        self.packs[digest] = files
        return True

    def _entry(self, data: dict[str, Any], number: int) -> bool:
        assert self.chain is not None
        if data.keys() != {"entry", "hash"} or not isinstance(data["entry"], dict):
            return self.bad(f"line {number} is not an entry")
        payload = canonical_json(data["entry"])
        row = Row(self.chain.case, data["entry"].get("number"), payload.encode("utf-8"), data["hash"])
        wrong = self.chain.feed(row)
        if wrong is not None:
            return self.bad(wrong)
        self.entries.append((payload, data["hash"]))
        return True


def _exact(text: str) -> dict[str, Any] | None:
    """The data of a line, if it is canonical JSON of a mapping to the byte."""
    try:
        data = json.loads(text)
        return data if isinstance(data, dict) and canonical_json(data) == text else None
    except (ValueError, RecursionError):
        return None


def _not_an_export(name: str) -> ProblemError:
    message = "this is neither an export nor a ledger nor a proof"
    return ProblemError([Problem(codes.NOT_AN_EXPORT, message, Place(name), "make one with: tocsin audit export CASE")])
