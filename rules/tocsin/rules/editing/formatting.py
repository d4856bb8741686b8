"""Files of packs and cases in one form: order of keys, indents, quotes, expressions. Comments and meaning are kept."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping as TextOf
from collections.abc import Sequence
from typing import Any, Final

from tocsin.facts.arguments import checked
from tocsin.facts.printing import quote
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import Mapping, Node, Scalar, parse_yaml
from tocsin.facts.tree import Sequence as Items
from tocsin.rules import expression
from tocsin.rules.codes import NOT_IN_FORM
from tocsin.rules.editing.comments import Margin, scalar_spans
from tocsin.rules.editing.forms import ITEM, Path, is_expression, order_of
from tocsin.rules.editing.layout import Layout
from tocsin.rules.expression.functions import PARAMETER
from tocsin.rules.read import parse_pack

_NUMBER: Final = re.compile(r"(?<![\w$.])\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?")
_NAME: Final = re.compile(rf'\b({PARAMETER}\()"([a-z][a-z0-9_]*)"')
_REFUSED: Final = {
    "AnchorToken": "an anchor (&)",
    "AliasToken": "an alias (*)",
    "TagToken": "a tag (!)",
    "DirectiveToken": "a directive (%)",
}
_LONGEST: Final = 300
"""Characters of a text that a hint writes out, at most."""


@checked()
def formatted(text: str, shown: str = "text") -> str:
    r"""The text of a file of a pack, or of a case, in form. ``shown`` names it in places.

    Keys are in the order in which the documentation lists them, levels two columns apart, texts in double quotes where
    they are quoted, brackets that go over several lines filled up to 120 columns, and expressions as the printer of the
    language writes them, with numbers as they were written. Comments stay with what they stand above or behind. What
    is read is the same; what is in form is returned as it is. Raises ProblemError for what is not YAML or cannot be put
    in form.

    >>> formatted("rules:\n- when: [a: {n: $n}, '$n>1_000']   # many\n  id: x\n")
    'rules:\n  - id: x\n    when: [a: {n: $n}, "$n > 1_000"]  # many\n'
    """
    text = text.replace("\r\n", "\n")
    tree = parse_yaml(text, shown)
    if not isinstance(tree, Mapping | Items):
        return text
    if "\r" in text:
        raise _refusal("it has a carriage return by itself", Place(shown, 1, 1), "end lines with a line feed")
    is_case = _is_case(tree)
    _require_plain(text, shown, tree)
    found, margin = _laid_out(text, shown, is_case)
    unlike = _unlike(tree, parse_yaml(found, shown), ())
    if unlike is not None:
        raise _refusal("what stands here would be read otherwise after it", unlike.place, _otherwise(unlike))
    if _texts(margin) - _texts(Margin(found, scalar_spans(_read(found)[0]))):
        raise _would_be_lost(text, shown, margin, is_case)
    return found


def _laid_out(text: str, shown: str, is_case: bool) -> tuple[str, Margin]:
    """The text in form, and the margin of what it was."""
    tokens, root = _read(text)
    margin = Margin(text, scalar_spans(tokens))
    layout = Layout(
        text,
        margin,
        lambda path, keys: order_of(path, keys, case=is_case),
        lambda path, value: None if is_case else _told(path, value),
    )
    return layout.document(root), margin


def _texts(margin: Margin) -> Counter[str]:
    return Counter(each.text for each in margin.comments)


def _would_be_lost(text: str, shown: str, margin: Margin, is_case: bool) -> ProblemError:
    """The refusal for the first comment that has no place in the form; others may say the same, so each is numbered."""
    parts, end = [], 0
    for number, each in enumerate(margin.comments):
        parts += [text[end : each.start], f"#{number}"]
        end = each.start + len(each.text)
    numbered = "".join((*parts, text[end:]))
    found, _ = _laid_out(numbered, shown, is_case)
    kept = _texts(Margin(found, scalar_spans(_read(found)[0])))
    gone = (each for number, each in enumerate(margin.comments) if not kept[f"#{number}"])
    lost = next(gone, margin.comments[0])
    place = Place(shown, lost.line + 1, lost.column + 1)
    return _refusal("a comment would be lost", place, "put it on a line of its own, above what it is about")


def _is_case(tree: Node) -> bool:
    """Whether a file is a case, or facts alone: it has none of what only a pack has."""
    return not isinstance(tree, Mapping) or ("facts" in tree.entries and not tree.entries.keys() & {"rules", "types"})


def _read(text: str) -> tuple[Sequence[Any], Any]:
    import yaml

    loader = _loader()
    return list(yaml.scan(text, Loader=loader)), yaml.compose(text, Loader=loader)


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _require_plain(text: str, shown: str, tree: Node) -> None:
    """Raise ProblemError for what has a name or a tag, which the form does not know, with what to write instead."""
    import yaml

    tokens: Sequence[Any] = list(yaml.scan(text, Loader=_loader()))
    repeated = {token.value for token in tokens if isinstance(token, yaml.AliasToken)}
    for token in tokens:
        what = _REFUSED.get(type(token).__name__)
        if what is None:
            continue
        place = Place(shown, token.start_mark.line + 1, token.start_mark.column + 1)
        if isinstance(token, yaml.TagToken):
            hint = _without_tag(tree, place)
        elif isinstance(token, yaml.DirectiveToken):
            hint = "remove the line"
        elif token.value in repeated:
            hint = f"write what it names once more in place of *{token.value}, and remove &{token.value}"
        else:
            hint = f"remove it: no *{token.value} repeats what it names"
        raise _refusal(f"it has {what}", place, hint)


def _without_tag(tree: Node, place: Place) -> str:
    """What to write in place of a value with a tag."""
    nodes = [tree]
    for node in nodes:
        if isinstance(node, Mapping):
            nodes.extend(node.entries.values())
        elif isinstance(node, Items):
            nodes.extend(node.items)
        elif node.place == place:
            return _otherwise(node)
    return "remove the tag"


def _otherwise(node: Node) -> str:
    """How to write a value so that it is read alike wherever it stands."""
    if not isinstance(node, Scalar):
        return "write it in another way: text in double quotes, or on one line"
    if not isinstance(node.value, str):
        return f"write {json.dumps(node.value)} in its place"
    quoted = quote(node.value)
    if len(quoted) > _LONGEST:
        return "write the text in double quotes on one line, with \\n for each end of a line"
    return f"write {quoted} in its place, on one line"


def _refusal(why: str, place: Place, hint: str) -> ProblemError:
    return ProblemError([Problem(NOT_IN_FORM, f"the file cannot be put in form: {why}", place, hint)])


def _told(path: Path, value: str) -> str | None:
    """An expression as it is printed, its numbers as they were written; None for what is none, or cannot be read."""
    if not is_expression(path):
        return None
    try:
        node = expression.parse(value)
    except expression.ExpressionError:
        return None
    # The name of a parameter needs no quotes.
    printed = _NAME.sub(r"\1\2", str(node))
    ours, theirs = _NUMBER.findall(printed), _NUMBER.findall(value)
    if len(ours) == len(theirs):
        written = iter(theirs)
        printed = _NUMBER.sub(lambda _: next(written), printed)
    try:
        return printed if expression.parse(printed) == node else str(node)
    except expression.ExpressionError:
        return str(node)


def _unlike(before: Node, after: Node, path: Path) -> Node | None:
    """The first node that is read otherwise after; None for trees read alike.

    Mappings may have their keys in any order, and expressions are compared as they are understood.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.entries.keys() == after.entries.keys():
        pairs = [(value, after.entries[key], key) for key, value in before.entries.items()]
    elif isinstance(before, Items) and isinstance(after, Items) and len(before.items) == len(after.items):
        pairs = [(one, other, ITEM) for one, other in zip(before.items, after.items, strict=True)]
    else:
        return None if _is_same_scalar(before, after, path) else before
    unlike = (_unlike(one, other, (*path, key)) for one, other, key in pairs)
    return next((each for each in unlike if each is not None), None)


def _is_same_scalar(before: Node, after: Node, path: Path) -> bool:
    if not (isinstance(before, Scalar) and isinstance(after, Scalar)):
        return False
    known = (before.value, before.quoted, before.written) == (after.value, after.quoted, after.written)
    return known or (isinstance(before.value, str) and _told(path, before.value) == after.value)


@checked()
def require_same_pack(before: TextOf[str, str], after: TextOf[str, str], shown: str) -> None:
    """Raises ProblemError unless the pack of some texts, by their names, is the same with the texts after.

    A pack that cannot be read before cannot be compared: its own problems are raised.
    """
    one, other = parse_pack(dict(before), shown), parse_pack(dict(after), shown)
    if one.digest != other.digest or one != other:
        raise _refusal("the pack would mean something else", Place(shown), "put it in form by hand")
