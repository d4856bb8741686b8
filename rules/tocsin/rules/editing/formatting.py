"""Files of packs and cases in one form: order of keys, indents, quotes, expressions. Comments and meaning are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as TextOf
from collections.abc import Sequence
from typing import Any, Final

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import Mapping, Node, Scalar, parse_yaml
from tocsin.facts.tree import Sequence as Items
from tocsin.rules import expression
from tocsin.rules.codes import NOT_IN_FORM
from tocsin.rules.editing.comments import Margin, scalar_spans
from tocsin.rules.editing.forms import Path, is_expression, order_of
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
    tokens, root = _read(text, shown)
    margin = Margin(text, scalar_spans(tokens))
    layout = Layout(
        text,
        margin,
        lambda path, keys: order_of(path, keys, case=_is_case(tree)),
        lambda path, value: _told(path, value) if not _is_case(tree) else None,
    )
    found = layout.document(root)
    if not _same(tree, parse_yaml(found, shown), ()):
        raise _refusal("it would be read otherwise after it", Place(shown, 1, 1), "put it in form by hand")
    kept = Counter(each.text for each in Margin(found, scalar_spans(_read(found, shown)[0])).comments)
    lost = next((each for each in margin.comments if not kept[each.text]), None)
    if lost is not None:
        place = Place(shown, lost.line + 1, lost.column + 1)
        raise _refusal("a comment would be lost", place, "put it on a line of its own, above what it is about")
    return found


def _is_case(tree: Node) -> bool:
    """Whether a file is a case, or facts alone: it has none of what only a pack has."""
    return not isinstance(tree, Mapping) or ("facts" in tree.entries and not tree.entries.keys() & {"rules", "types"})


def _read(text: str, shown: str) -> tuple[Sequence[Any], Any]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tokens = list(yaml.scan(text, Loader=loader))
    for token in tokens:
        what = _REFUSED.get(type(token).__name__)
        if what is not None:
            mark = token.start_mark
            hint = "write out what it stands for"
            raise _refusal(f"it has {what}", Place(shown, mark.line + 1, mark.column + 1), hint)
    return tokens, yaml.compose(text, Loader=loader)


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


def _same(before: Node, after: Node, path: Path) -> bool:
    """Whether two trees are read alike: mappings in any order of keys, expressions as they are understood."""
    if isinstance(before, Scalar) or isinstance(after, Scalar):
        if not (isinstance(before, Scalar) and isinstance(after, Scalar)):
            return False
        known = (before.value, before.quoted, before.written) == (after.value, after.quoted, after.written)
        return known or (isinstance(before.value, str) and _told(path, before.value) == after.value)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.entries.keys() == after.entries.keys() and all(
            _same(value, after.entries[key], (*path, key)) for key, value in before.entries.items()
        )
    if isinstance(before, Items) and isinstance(after, Items) and len(before.items) == len(after.items):
        return all(_same(one, other, (*path, "-")) for one, other in zip(before.items, after.items, strict=True))
    return False


@checked()
def require_same_pack(before: TextOf[str, str], after: TextOf[str, str], shown: str) -> None:
    """Raises ProblemError unless the pack of some texts, by their names, is the same with the texts after.

    A pack that cannot be read before cannot be compared: its own problems are raised.
    """
    one, other = parse_pack(dict(before), shown), parse_pack(dict(after), shown)
    if one.digest != other.digest or one != other:
        raise _refusal("the pack would mean something else", Place(shown), "put it in form by hand")
