"""What came of packs' cases as JUnit XML, which services that build software read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tocsin.authoring.testing import Explained, PackTests
from tocsin.engine.pack_cases import CaseResult
from tocsin.explain.answers.why_not import why_not_text

_WIDTH: Final = 100
# What XML 1.0 has no place for, even as a reference.
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(found: Sequence[PackTests]) -> str:
    """The cases of each pack as a test suite: failures with their why-not, the coverage as properties of the suite."""
    suites = [line for each in found for line in _suite(each)]
    head = _counts([result for each in found for result in each.report.results])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="tocsin" {head}>', *suites, "</testsuites>"]
    return "\n".join(lines)


def _counts(results: Sequence[CaseResult]) -> str:
    failed = sum(not result.passed for result in results)
    return f'tests="{len(results)}" failures="{failed}" errors="0"'


def _suite(found: PackTests) -> Iterator[str]:
    report, coverage = found.report, found.coverage
    yield f"  <testsuite name={_attribute(report.pack.name)} {_counts(report.results)}>"
    yield "    <properties>"
    properties = {"pack.version": report.pack.version, "pack.digest": report.pack.digest}
    properties["coverage.percent"] = f"{coverage.percent:.2f}"
    properties |= {f"coverage.{kind}": f"{part}/{total}" for kind, (part, total) in coverage.by_kind().items()}
    for name, value in properties.items():
        yield f"      <property name={_attribute(name)} value={_attribute(value)}/>"
    yield "    </properties>"
    for result, explained in zip(report.results, found.explained, strict=True):
        place = result.case.place
        case = f"    <testcase classname={_attribute(report.pack.name)} name={_attribute(result.case.name)}"
        case += f" file={_attribute(place.file)}" + (f' line="{place.line}"' if place.line else "")
        if result.passed:
            yield f"{case}/>"
            continue
        yield f"{case}>"
        yield from map(_failure, explained)
        yield "    </testcase>"
    yield "  </testsuite>"


def _failure(each: Explained) -> str:
    text = failure_text(each, _WIDTH)
    return f"      <failure message={_attribute(each.failure.message)}>{escape(_in_xml(text))}</failure>"


def failure_text(each: Explained, width: int) -> str:
    """A failed expectation with its place, and below it what explains it, in lines of at most ``width`` columns."""
    lines = [str(each.failure)]
    if each.rules:
        lines.append(f"by {', '.join(each.rules)}")
    if each.why_not is not None:
        lines += ["", why_not_text(each.why_not, width=width, colour=False)]
    return "\n".join(lines)


def _attribute(text: str) -> str:
    return quoteattr(_in_xml(text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _in_xml(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
