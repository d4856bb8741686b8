"""The files of a pack, edited in place so that its statements are in step with a text again; comments stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from tocsin.authoring.codes import NOT_IN_STEP
from tocsin.authoring.in_step import InStep
from tocsin.authoring.skeleton import comment_lines, ids, statement_lines
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import Mapping as Tree
from tocsin.facts.tree import Node, Scalar, parse_yaml, read_text
from tocsin.facts.tree import Sequence as Items
from tocsin.rules.documents import digest

_TOKEN: Final = re.compile(r"""(?P<quote>["']).*?(?P=quote)|[^\s,}\]#]+""")
_STALE: Final = "# stale: "
_ID: Final = re.compile(r"S0*(\d+)")


@dataclass(frozen=True)
class _Put:
    """A text in the place of the scalar that stands there."""

    place: Place
    text: str


def renewed(found: InStep, *, add: bool = False) -> dict[Path, str]:
    """The files that change, with their new texts.

    Statements get the line, offsets and digest of their sentences, the document its digest and size; above each rule
    that cites a statement whose sentence says otherwise or is gone, a comment says so; a comment above a statement that
    is its old sentence, as a skeleton has it, becomes the new one. With ``add``, new sentences are
    statements at the end of the file, which has to end with them. Raises ProblemError if a file of the pack is not at
    hand, or its statements do not stand last where they should be added to.
    """
    places = {each.statement.place.file for each in found.kept}
    places |= {found.pack.rule_by_id[rule].place.file for rule in found.stale}
    if found.pack.document is not None:
        places.add(found.pack.document.place.file)
    texts = {name: _text(name) for name in sorted(places) if name.endswith((".yaml", ".yml"))}
    trees = {name: parse_yaml(text, name) for name, text in texts.items()}
    changed: dict[str, list[str]] = {name: text.split("\n") for name, text in texts.items()}
    for put in _puts(found, trees):
        _apply(changed[put.place.file], put)
    if add and found.new:
        _append(found, trees, changed)
    _mark(found, changed)
    _say_anew(found, changed)
    result = {name: "\n".join(lines) for name, lines in changed.items()}
    return {Path(name): text for name, text in result.items() if text != texts[name]}


def _text(name: str) -> str:
    path = Path(name)
    if not path.is_file():
        message = f"{name} is not a file that could be written: the pack is one that ships"
        raise ProblemError([Problem(NOT_IN_STEP, message, Place(name), "copy the pack, and name the copy by its path")])
    return read_text(path)


def _puts(found: InStep, trees: Mapping[str, Node]) -> Iterator[_Put]:
    kept = {each.statement.id: each.sentence for each in found.kept}
    for tree in trees.values():
        if not isinstance(tree, Tree):
            continue
        document = tree.entries.get("document")
        if isinstance(document, Tree):
            size = len(found.text.encode("utf-8"))
            yield from _scalars(document, sha256=digest(found.text), characters=len(found.text), bytes=size)
        statements = tree.entries.get("statements")
        for item in statements.items if isinstance(statements, Items) else ():
            name = item.entries.get("id") if isinstance(item, Tree) else None
            sentence = kept.get(str(name.value)) if isinstance(name, Scalar) else None
            if isinstance(item, Tree) and sentence is not None:
                where = {"line": sentence.line, "start": sentence.start, "end": sentence.end}
                yield from _scalars(item, **where, sha256=sentence.sha256)


def _scalars(mapping: Tree, **values: int | str) -> Iterator[_Put]:
    for key, value in values.items():
        node = mapping.entries.get(key)
        if isinstance(node, Scalar) and node.value != value:
            yield _Put(node.place, f'"{value}"' if isinstance(value, str) else str(value))


def _apply(lines: list[str], put: _Put) -> None:
    """Put the text in its place; one that was put before it on the same line may have moved it."""
    at, column = put.place.line - 1, put.place.column - 1
    line = lines[at]
    token = _TOKEN.match(line, column)
    assert token is not None  # the reader found a scalar there
    # Of the same width: what stands behind it on the line stays where it is.
    before, after = line[:column], line[token.end() :]
    room = token.end() - column
    lines[at] = before + put.text.ljust(room) + after if after.strip() else before + put.text + after


def _append(found: InStep, trees: Mapping[str, Node], changed: Mapping[str, list[str]]) -> None:
    name = next(iter(each.statement.place.file for each in found.kept), "")
    tree = trees.get(name)
    if not isinstance(tree, Tree) or list(tree.entries)[-1] != "statements" or not _is_block(tree, changed[name]):
        message = "new sentences can be added only where a file ends with its statements, each on lines of its own"
        hint = "move the key statements to the end of its file, or add them by hand"
        raise ProblemError([Problem(NOT_IN_STEP, message, Place(name), hint)])
    numbers = [int(match.group(1)) for each in found.kept if (match := _ID.fullmatch(each.statement.id))]
    lines = changed[name]
    while lines and not lines[-1].strip():
        lines.pop()
    for identity, sentence in zip(ids(len(found.new), max(numbers, default=0) + 1), found.new, strict=True):
        lines.extend(statement_lines(identity, sentence))
    lines.append("")


def _is_block(tree: Tree, lines: Sequence[str]) -> bool:
    statements = tree.entries["statements"]
    return isinstance(statements, Items) and all(
        lines[item.place.line - 1].startswith("  - ") for item in statements.items
    )


def _mark(found: InStep, changed: Mapping[str, list[str]]) -> None:
    """A comment above each stale rule, in the place of one that stands there already."""
    rules = [(found.pack.rule_by_id[rule].place, names) for rule, names in found.stale.items()]
    for place, names in sorted(set(rules), key=lambda each: -each[0].line):
        lines = changed.get(place.file)
        if lines is None:  # a row of a table
            continue
        at = place.line - 1
        comment = " " * (len(lines[at]) - len(lines[at].lstrip())) + f"{_STALE}{', '.join(names)} changed"
        if at and lines[at - 1].strip().startswith(_STALE):
            lines[at - 1] = comment
        else:
            lines.insert(at, comment)


def _say_anew(found: InStep, changed: Mapping[str, list[str]]) -> None:
    """The new sentence in the place of a comment that is the old one, to the letter."""
    for each in found.kept:
        lines = changed.get(each.statement.place.file, [])
        head = f"  - id: {each.statement.id}"
        if each.says or each.sentence is None or head not in lines:
            continue
        at = lines.index(head)
        above = next((n for n in range(at, 0, -1) if not lines[n - 1].startswith("  # ")), 0)
        said = " ".join(line.removeprefix("  # ") for line in lines[above:at])
        if any(digest(text) == each.statement.sha256 for text in _broken(said)):
            lines[above:at] = comment_lines(each.sentence)


def _broken(said: str) -> Iterator[str]:
    """A sentence as it may stand in a text, on up to three lines."""
    blanks = [at for at, character in enumerate(said) if character == " "]
    for count in range(3):
        for chosen in combinations(blanks, count):
            text = said
            for at in chosen:
                text = f"{text[:at]}\n{text[at + 1 :]}"
            yield text
