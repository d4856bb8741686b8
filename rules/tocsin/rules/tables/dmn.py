"""DMN 1.3 -> the cells of one of its decision tables. What is not supported is refused, with the place of its element.

Read are decision tables with unary tests of S-FEEL. Everything else of a decision (expressions, contexts, invocations,
functions) is refused; what stands beside the decision that is asked for is not looked at.
"""

from __future__ import annotations

from typing import Final

from tocsin.facts.problems import Place, ProblemError, suggestion
from tocsin.facts.tree.nodes import refuse
from tocsin.rules import codes
from tocsin.rules.tables.grid import Grid, GridCell, GridRow, HitPolicy
from tocsin.rules.tables.xml_tree import Element, parse_xml

NAMESPACES: Final = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""The versions whose decision tables have the elements of 1.3."""
_HITS: Final[dict[str, HitPolicy]] = {
    "UNIQUE": "unique",
    "FIRST": "first",
    "PRIORITY": "priority",
    "ANY": "any",
    "COLLECT": "collect",
    "RULE ORDER": "rule order",
    "OUTPUT ORDER": "output order",
}
_IGNORED: Final = frozenset(("description", "extensionElements", "question", "allowedAnswers", "annotation"))
_OF_DECISION: Final = _IGNORED | {
    "variable", "informationRequirement", "authorityRequirement", "impactedPerformanceIndicator", "decisionMaker",
    "decisionOwner", "usingProcess", "usingTask", "supportedObjective", "decisionTable",
}  # fmt: skip
_OF_TABLE: Final = _IGNORED | {"input", "output", "rule"}
_OF_INPUT: Final = _IGNORED | {"inputExpression", "inputValues"}
_OF_OUTPUT: Final = _IGNORED | {"outputValues"}
_OF_RULE: Final = _IGNORED | {"inputEntry", "outputEntry", "annotationEntry"}
_FEEL: Final = "FEEL"


def grid_of_dmn(text: str, file: str, decision: str | None) -> Grid:
    """The decision table of a decision, by its id or its name; of the only one if ``decision`` is None.

    Raises ProblemError.
    """
    root = parse_xml(text, file)
    if root.name != "definitions" or root.namespace not in NAMESPACES:
        message = f"this is no document of DMN: its root is <{root.name}> of {root.namespace or 'no namespace'}"
        raise refuse(codes.DMN, message, root.place, "save the decisions as DMN 1.3")
    return _Decision(_found(root, decision, file)).grid()


def _found(root: Element, decision: str | None, file: str) -> Element:
    decisions = root.all("decision")
    if decision is None:
        if len(decisions) == 1:
            return decisions[0]
        named = ", ".join(str(each.attributes.get("id")) for each in decisions[:8])
        hint = f"say which under decision: {named}" if decisions else "a decision is an element <decision>"
        raise refuse(codes.DMN, f"the document has {len(decisions) or 'no'} decisions", root.place, hint)
    for each in decisions:
        if decision in (each.attributes.get("id"), each.attributes.get("name")):
            return each
    known = [str(each.attributes.get("id")) for each in decisions]
    raise refuse(codes.DMN, f"the document has no decision {decision!r}", Place(file), suggestion(decision, known))


class _Decision:
    def __init__(self, decision: Element) -> None:
        self._decision = decision
        self._name = decision.attributes.get("id") or decision.attributes.get("name") or "without a name"

    def grid(self) -> Grid:
        """The decision table of the decision."""
        self._only(self._decision, _OF_DECISION)
        table = self._decision.one("decisionTable")
        if table is None:
            message = f"the decision {self._name} has no decision table"
            raise refuse(codes.DMN, message, self._decision.place, "only decision tables are read")
        self._only(table, _OF_TABLE)
        inputs, outputs = table.all("input"), table.all("output")
        header = [self._input_heading(each) for each in inputs]
        header += [self._output_heading(each, number, len(outputs)) for number, each in enumerate(outputs)]
        ranks = tuple((cell.text, self._ranks(each)) for each, cell in zip(outputs, header[len(inputs) :], strict=True))
        return Grid(
            header=tuple(header),
            rows=tuple(self._row(each, number, len(inputs), len(outputs))
                       for number, each in enumerate(table.all("rule"), 1)),
            place=table.place,
            sheet=self._name,
            strict=True,
            hit=self._hit(table),
            ranks=tuple((heading, values) for heading, values in ranks if values),
        )  # fmt: skip

    def _hit(self, table: Element) -> HitPolicy:
        word = table.attributes.get("hitPolicy", "UNIQUE")
        if word not in _HITS:
            raise refuse(codes.DMN, f"{word} is no hit policy", table.place, f"it is one of {', '.join(_HITS)}")
        aggregation = table.attributes.get("aggregation")
        if aggregation is not None:
            hint = "remove it, and let a rule take the sum, count, least or greatest of what the rows give"
            raise refuse(codes.DMN, f"the aggregation {aggregation} is not supported", table.place, hint)
        return _HITS[word]

    def _input_heading(self, element: Element) -> GridCell:
        self._only(element, _OF_INPUT)
        expression = element.one("inputExpression")
        text = None if expression is None else self._entry(expression)
        heading = element.attributes.get("label") or (None if text is None else text.text)
        if not heading:
            hint = "write an <inputExpression> with its <text>"
            raise refuse(codes.DMN, "the input has neither a label nor an expression", element.place, hint)
        return GridCell(" ".join(heading.split()), element.place)

    def _output_heading(self, element: Element, number: int, count: int) -> GridCell:
        self._only(element, _OF_OUTPUT | {"defaultOutputEntry"})
        default = element.one("defaultOutputEntry")
        if default is not None:
            hint = "remove it, and add a last rule of - with the hit policy FIRST"
            raise refuse(codes.DMN, "a default output is not supported", default.place, hint)
        own = element.attributes.get("label") or element.attributes.get("name")
        fallback = self._decision.attributes.get("name") or self._name if count == 1 else f"output {number + 1}"
        return GridCell(" ".join((own or fallback).split()), element.place)

    def _ranks(self, output: Element) -> tuple[GridCell, ...]:
        values = output.one("outputValues")
        if values is None:
            return ()
        cell = self._entry(values)
        return tuple(GridCell(part.strip(), cell.place) for part in cell.text.split(",") if part.strip())

    def _row(self, element: Element, number: int, inputs: int, outputs: int) -> GridRow:
        self._only(element, _OF_RULE)
        entries, results = element.all("inputEntry"), element.all("outputEntry")
        if (len(entries), len(results)) != (inputs, outputs):
            message = (
                f"the rule has {len(entries)} and {len(results)} entries for {inputs} inputs and {outputs} outputs"
            )
            raise refuse(codes.DMN, message, element.place, "write an entry for each")
        cells = tuple(self._entry(each) for each in (*entries, *results))
        told = [each.one("text") for each in element.all("annotationEntry")]
        described = element.one("description")
        remarks = [each.text for each in (described, *told) if each is not None and each.text]
        return GridRow(cells, number, element.place, None, "; ".join(remarks) or None)

    def _entry(self, element: Element) -> GridCell:
        """The text of an expression or of a test."""
        language = element.attributes.get("expressionLanguage", "")
        if language and _FEEL not in language.upper():
            raise refuse(codes.DMN, f"the language {language} is not supported", element.place, "write it in S-FEEL")
        self._only(element, _IGNORED | {"text"})
        text = element.one("text")
        return GridCell("" if text is None else text.text, element.place if text is None else text.place)

    def _only(self, element: Element, known: frozenset[str]) -> None:
        """Refuse an element of DMN that is not among those that are read."""
        for child in element.children:
            if child.name not in known and child.namespace in NAMESPACES:
                raise self._unsupported(child, element)

    def _unsupported(self, child: Element, parent: Element) -> ProblemError:
        message = f"<{child.name}> in <{parent.name}> is not supported"
        return refuse(codes.DMN, message, child.place, "only decision tables with unary tests are read")
