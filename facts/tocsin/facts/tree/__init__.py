"""Text as a tree of values that know their places: the one way any YAML or JSON document is read."""

from __future__ import annotations

from pathlib import Path

from tocsin.facts.tree.data import node_of
from tocsin.facts.tree.json_text import parse_json
from tocsin.facts.tree.nodes import MAX_DEPTH, MAX_NODES, Mapping, Node, Scalar, Sequence, plain
from tocsin.facts.tree.text import DOCUMENT_LIMIT, TABLE_LIMIT, read_bytes, read_lines, read_text, shown_path
from tocsin.facts.tree.yaml_text import parse_yaml

__all__ = [
    "DOCUMENT_LIMIT",
    "MAX_DEPTH",
    "MAX_NODES",
    "TABLE_LIMIT",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "load",
    "node_of",
    "parse_json",
    "parse_yaml",
    "plain",
    "read_bytes",
    "read_lines",
    "read_text",
    "shown_path",
]


def load(path: str | Path, limit: int = DOCUMENT_LIMIT) -> Node:
    """The document at ``path`` as a tree: JSON if its name ends in ``.json``, otherwise YAML.

    Raises ProblemError with all that is wrong.
    """
    text = read_text(path, limit)
    parse = parse_json if Path(path).suffix.lower() == ".json" else parse_yaml
    return parse(text, shown_path(path))
