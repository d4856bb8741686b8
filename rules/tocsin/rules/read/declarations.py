"""Nodes -> fact types, assumptions, tensions, names, and the statements of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from tocsin.facts.annotations import SNAKE_CASE, snake_case
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import SCALAR_KINDS, Kind
from tocsin.facts.problems import nearest, suggestion
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules import codes
from tocsin.rules.model import ASSUMPTION_CLASSES, STRONGEST, Assumption, AssumptionClass, Document, Statement, Tension
from tocsin.rules.read.conditions import RESERVED_NAMES, read_patterns
from tocsin.rules.read.restrictions import KEYS, read_restricted
from tocsin.rules.shape import Reading, pairs

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_THINGS = ("key", "period", "cumulative", "account", "validity")
TYPE_KEYS = ("fields", "meaning", *_THINGS)
ASSUMPTION_KEYS = ("id", "text", "class", "default")
TENSION_KEYS = ("id", "text", "between")
DOCUMENT_KEYS = ("title", "sha256", "characters", "bytes")
SHA256 = re.compile(r"[0-9a-f]{64}")


def read_id(reading: Reading, mapping: Mapping, what: str) -> str | None:
    """The ``id`` of a rule, assumption, tension or statement."""
    node = reading.required(mapping, "id", what)
    text = None if node is None else reading.text(node, f"the id of {what}")
    if text is not None and node is not None and ID.fullmatch(text) is None:
        reading.report(
            codes.WRONG_SHAPE, f"{text!r} is no id", node.place, "use letters, digits, dots, dashes and underscores"
        )
        return None
    return text


def read_types(reading: Reading, node: Node) -> tuple[FactType, ...]:
    """The fact types a pack declares in YAML."""
    mapping = reading.mapping(node, "types")
    if isinstance(node, Sequence):
        reading.refused.update((name, None) for item in node.items for name in _keys(item))
    found = []
    for name, place, fields in [] if mapping is None else pairs(mapping):
        if SNAKE_CASE.fullmatch(name) is None or name in RESERVED_NAMES:
            meant = _as_name(name)
            hint = "use lower-case words joined by underscores, none of: " + ", ".join(RESERVED_NAMES)
            hint = f"write {meant}" if meant and meant not in (name, *RESERVED_NAMES) else hint
            reading.report(codes.TYPE_DECLARATION, f"{name!r} is no name for a fact type", place, hint)
            reading.refused.update([(name, None), (meant, None)])
        elif reading.vocabulary.get(name) is not None:
            message = f"the fact type {name} is already in the vocabulary {reading.vocabulary.name}"
            reading.report(codes.TYPE_DECLARATION, message, place, "rename it, or use the vocabulary's")
        else:
            fact_type = _fact_type(reading, name, fields)
            if fact_type is not None:
                found.append(fact_type)
            else:
                reading.refused.add((name, None))
    return tuple(found)


def _keys(node: Node) -> Iterable[str]:
    return node.entries if isinstance(node, Mapping) else ()


def _as_name(name: str) -> str:
    """The name as names are written here; empty if that is none."""
    found = snake_case(re.sub(r"[\W_]+", "_", name).strip("_"))
    return found if SNAKE_CASE.fullmatch(found) else ""


def _fact_type(reading: Reading, name: str, node: Node) -> FactType | None:
    mapping = reading.mapping(node, f"the type {name}")
    if mapping is None:
        return None
    things: Mapping | None = None
    inner = mapping.entries.get("fields")
    if isinstance(inner, Mapping) and not ("kind" in inner.entries and inner.entries.keys() <= {*KEYS}):
        # A kind with limits is a mapping too, and says nothing but its kind and these: then a field is called `fields`.
        reading.known_keys(mapping, TYPE_KEYS, f"the type {name}")
        things, mapping = mapping, inner
    fields = []
    for field_name, place, kind_node in pairs(mapping):
        if SNAKE_CASE.fullmatch(field_name) is None:
            meant = _as_name(field_name)
            hint = f"write {meant}" if meant else "use lower-case words joined by underscores"
            reading.report(codes.TYPE_DECLARATION, f"{name}: {field_name!r} is no field name", place, hint)
            reading.refused.update([(name, field_name), (name, meant)])
            continue
        if things is None and field_name in _THINGS and _names_fields(mapping, kind_node):
            message = f"{name}: {field_name} names fields of the type, and stands among them"
            hint = f"put the fields under fields:, and {field_name}: beside that"
            reading.report(codes.TYPE_DECLARATION, message, place, hint)
            continue
        field = _field_type(reading, f"{name}.{field_name}", field_name, kind_node)
        if field is not None:
            fields.append(field)
        else:
            reading.refused.add((name, field_name))
    for fault in FactType(name, tuple(fields)).relation_faults():
        reading.report(codes.TYPE_DECLARATION, fault.message, mapping.key_places[fault.name], fault.hint)
    if things is None:
        return FactType(name, tuple(fields))
    return _keyed_type(reading, name, tuple(fields), things)


def _names_fields(mapping: Mapping, node: Node) -> bool:
    """True for a list of what are fields here: an enumeration has words of its own."""
    words = [item.value for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    return bool(words) and all(word in mapping.entries for word in words)


def _keyed_type(reading: Reading, name: str, fields: tuple[FieldType, ...], things: Mapping) -> FactType | None:
    """A type with what it says of things; every fault is noted at the name that is at fault."""
    what = f"the type {name}"
    before = len(reading.problems)
    named = {part: reading.texts(things, part, what) for part in ("key", "period", "account", "validity")}
    if len(reading.problems) > before:  # what it says of things is not known, and that is told
        return FactType(name, fields)
    for part, texts in named.items():
        node = things.entries.get(part)
        if not texts and (_is_nothing(node) or (isinstance(node, Sequence) and not node.items)):
            hint = f"name the fields, or leave {part} out"
            reading.report(
                codes.TYPE_DECLARATION, f"the {part} of {name} names no field", things.key_places[part], hint
            )
    key, period, account, validity = (tuple(text for text, _ in named[part]) for part in named)
    fact_type = FactType(
        name,
        fields,
        key=key,
        period=period,
        cumulative=reading.flag(things, "cumulative", False, what),
        account=account,
        validity=validity,
        meaning=reading.optional_text(things, "meaning", what) or "",
    )
    faults = [fault for fault in fact_type.faults() if (name, fault.name) not in reading.refused]
    for fault in faults:
        places = dict(named.get(fault.part, ()))
        place = places.get(fault.name, things.key_places[fault.part])
        reading.report(codes.TYPE_DECLARATION, fault.message, place, fault.hint)
    return None if faults else fact_type


def _is_nothing(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _field_type(reading: Reading, what: str, name: str, node: Node) -> FieldType | None:
    if isinstance(node, Mapping):
        return read_restricted(reading, what, node, lambda kind: _field_type(reading, what, name, kind))
    if isinstance(node, Sequence):
        values = [item.value if isinstance(item, Scalar) else None for item in node.items]
        if not values or not all(isinstance(value, str) and value for value in values):
            hint = "quote words that YAML reads as numbers or true/false"
            reading.report(codes.TYPE_DECLARATION, f"{what}: an enumeration lists one or more words", node.place, hint)
            return None
        if len(set(values)) != len(values):
            reading.report(codes.TYPE_DECLARATION, f"{what}: a value is listed twice", node.place)
            return None
        return FieldType(name, Kind("enum", tuple(str(value) for value in values)))
    text = node.value if isinstance(node.value, str) else ""
    optional, word = text.endswith("?"), text.removesuffix("?").strip()
    if word.startswith("[") and word.endswith("]"):
        members = [part.strip() for part in word[1:-1].split(",")]
        if all(members) and len(set(members)) == len(members):
            return FieldType(name, Kind("enum", tuple(members)), optional)
    if word in SCALAR_KINDS:
        return reading.once(FieldType(name, reading.once(Kind(word)), optional))
    hint = _kind_instead(text) or suggestion(word, SCALAR_KINDS, "kinds")
    if hint.startswith("kinds: "):
        hint += ', or an enumeration [a, b]; "[a, b]?" if optional'
    reading.report(
        codes.TYPE_DECLARATION, f"{what}: {text!r} is no kind" if text else f"{what} needs a kind", node.place, hint
    )
    return None


def _kind_instead(text: str) -> str:
    """What to write for what other notations have for a kind; empty for a word that may only be misspelt."""
    words = [part.strip() for part in text.split("|")]
    optional = re.fullmatch(r"(?:optional|nullable)[\s(\[]+(\w+)[)\]]?", text, re.IGNORECASE)
    named = [word for word in words if word.lower() not in ("null", "none")]
    if optional or (len(named) == 1 < len(words)):
        kind = nearest(optional[1] if optional else named[0], SCALAR_KINDS)
        return f'write "{kind}?"' if kind else ""
    if len(words) > 1 and all(re.fullmatch(r"[\w-]+", word) for word in words):
        return f"write [{', '.join(words)}]"
    return _NOT_A_KIND.get(text.lower().rstrip("?"), "")


_NOT_A_KIND = {
    **dict.fromkeys(("enum", "enumeration", "choice", "options"), "list the words that it may be: [one, other]"),
    **dict.fromkeys(("list", "array", "set"), "give the kind of one value: several are told by several facts"),
    **dict.fromkeys(("duration", "timespan", "period"), "give its first and its last day a field of kind date each"),
}


def read_names(reading: Reading, node: Node) -> dict[str, str]:
    """What codes are called in sentences."""
    mapping = reading.mapping(node, "names")
    found = {}
    for key, _, value in [] if mapping is None else pairs(mapping):
        text = reading.text(value, f"the name of {key}")
        if text is not None:
            found[key] = text
    return found


def read_assumption(reading: Reading, node: Node) -> Assumption | None:
    """One entry of ``assumptions``."""
    mapping = reading.mapping(node, "an assumption")
    if mapping is None:
        return None
    reading.known_keys(mapping, ASSUMPTION_KEYS, "an assumption")
    name = read_id(reading, mapping, "an assumption")
    if name is None:
        return None
    what = f"the assumption {name}"
    text = reading.optional_text(mapping, "text", what) or ""
    kind = reading.word(mapping, "class", ASSUMPTION_CLASSES, "caveated", what)
    default = reading.flag(mapping, "default", True, what)
    return Assumption(name, text, cast("AssumptionClass", kind), default, mapping.place)


def read_tension(reading: Reading, node: Node) -> Tension | None:
    """One entry of ``tensions``."""
    mapping = reading.mapping(node, "a tension")
    if mapping is None:
        return None
    reading.known_keys(mapping, TENSION_KEYS, "a tension")
    name = read_id(reading, mapping, "a tension")
    between = reading.required(mapping, "between", "a tension")
    if name is None or between is None:
        return None
    patterns = read_patterns(reading, between, f"between of the tension {name}")
    text = reading.optional_text(mapping, "text", f"the tension {name}") or ""
    if len(patterns) < 1:
        reading.report(codes.WRONG_SHAPE, f"the tension {name} needs patterns to hold between", between.place)
        return None
    return Tension(name, text, patterns, mapping.place)


def read_document(reading: Reading, node: Node) -> Document | None:
    """The ``document`` that the statements are taken from."""
    mapping = reading.mapping(node, "document")
    if mapping is None:
        return None
    reading.known_keys(mapping, DOCUMENT_KEYS, "document")
    digest = _digest(reading, mapping, "document")
    characters = reading.number(mapping, "characters", "document")
    title = reading.optional_text(mapping, "title", "document") or ""
    if digest is None or characters is None:
        return None
    return Document(title, digest, characters, mapping.place)


STATEMENT_KEYS = ("id", "line", "start", "end", "sha256", "modality", "framing", "section", "paraphrase", "feeds")


def read_statement(reading: Reading, node: Node) -> Statement | None:
    """One entry of ``statements``."""
    mapping = reading.mapping(node, "a statement")
    if mapping is None:
        return None
    reading.known_keys(mapping, STATEMENT_KEYS, "a statement")
    name = read_id(reading, mapping, "a statement")
    what = f"the statement {name}"
    lacking = [key for key in ("line", "start", "end", "sha256") if key not in mapping.entries]
    if lacking:
        hint = "tocsin rules new and tocsin rules statements write them from the document"
        reading.report(codes.WRONG_SHAPE, f"{what} lacks {', '.join(lacking)}", mapping.place, hint)
        return None
    line, start, end = (reading.number(mapping, key, what) for key in ("line", "start", "end"))
    digest = _digest(reading, mapping, what)
    paraphrase = reading.optional_text(mapping, "paraphrase", what) or ""
    if name is None or line is None or start is None or end is None or digest is None:
        return None
    if end <= start:
        reading.report(codes.STATEMENTS, f"{what} ends at {end}, not after its start {start}", mapping.place)
        return None
    return Statement(
        name,
        line,
        start,
        end,
        digest,
        paraphrase,
        mapping.place,
        modality=reading.word(mapping, "modality", tuple(STRONGEST), "none", what),
        framing=reading.flag(mapping, "framing", False, what),
        section=reading.optional_text(mapping, "section", what),
        feeds=tuple(text for text, _ in reading.texts(mapping, "feeds", what)),
    )


def _digest(reading: Reading, mapping: Mapping, what: str) -> str | None:
    node = reading.required(mapping, "sha256", what)
    value = node.value if isinstance(node, Scalar) else None
    if node is not None and not (isinstance(value, str) and SHA256.fullmatch(value)):
        reading.report(codes.STATEMENTS, f"sha256 of {what} must be 64 hex digits", node.place, "quote it")
        return None
    return None if node is None else str(value)
