"""What a program is told of an assessment: phases by logging and spans, derivations where somebody listens."""

import logging
import sys
import types
from contextlib import contextmanager
from typing import Any

import pytest

from tocsin.engine import Case, listening, pack_from_data
from tocsin.engine.evaluation import Derived

SECRET = "zanzibar"


def case():
    edges = [f'edge(source="{SECRET}{number}", target="{SECRET}{number + 1}")' for number in range(3)]
    fields = {"source": "str", "target": "str"}
    rules = [
        {
            "id": "one-road",
            "when": [{"edge": {"source": "$a", "target": "$b"}}],
            "then": [{"reach": {"source": "$a", "target": "$b"}}],
        },
        {
            "id": "more-roads",
            "when": [{"reach": {"source": "$a", "target": "$b"}}, {"edge": {"source": "$b", "target": "$c"}}],
            "then": [{"reach": {"source": "$a", "target": "$c"}}],
        },
    ]
    types = {"edge": fields, "reach": fields}
    return Case(pack_from_data({"pack": "roads", "version": "1.0.0", "types": types, "rules": rules}), edges)


def test_the_logger_is_told_each_phase_with_its_time_and_numbers(caplog):
    roads = case()
    with caplog.at_level(logging.DEBUG, logger="tocsin"):
        roads.assess(engine="seminaive")
        roads.assess(engine="seminaive")

    told = [record.tocsin for record in caplog.records]
    assert {record.name for record in caplog.records} == {"tocsin.engine"}
    assert [each["phase"] for each in told] == [
        *("plan", "component", "evaluate", "graph", "assess"),
        *("component", "evaluate", "graph", "assess"),
    ]
    assert all(each["seconds"] >= 0 for each in told)
    by_phase = {each["phase"]: each["details"] for each in told[5:]}
    assert by_phase["component"]["rules"] == "more-roads one-road"
    assert by_phase["component"]["recursive"] is True
    numbers = {"given": 3, "facts": 9, "firings": 6, "rules": 2}
    assert by_phase["evaluate"] == {"engine": "seminaive", "pack": "roads", **numbers}
    assert [each["details"]["plan_cached"] for each in told if each["phase"] == "assess"] == [False, True]
    assert SECRET not in caplog.text


def test_nothing_is_told_where_nobody_asks(caplog):
    with caplog.at_level(logging.INFO, logger="tocsin"):
        case().assess()

    assert caplog.records == []


def test_spans_are_made_where_the_program_has_loaded_opentelemetry(monkeypatch):
    ended = []

    class Span:
        def set_attributes(self, attributes):
            ended.append(attributes)

    class Tracer:
        @contextmanager
        def start_as_current_span(self, name, **unsaid):
            yield Span()
            ended[-1]["name"] = name

    trace = types.ModuleType("opentelemetry.trace")
    vars(trace)["get_tracer"] = lambda name: Tracer()
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", trace)

    case().assess(engine="seminaive")

    names = [each["name"] for each in ended]
    assert names == [f"tocsin.{name}" for name in ("plan", "component", "evaluate", "graph", "assess")]
    assert ended[2]["tocsin.firings"] == 6
    assert SECRET not in str(ended)


def test_the_spans_of_opentelemetry_itself_nest_and_quote_no_fact(monkeypatch):
    pytest.importorskip("opentelemetry.sdk")
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    with provider.get_tracer("service").start_as_current_span("request"):
        case().assess(engine="seminaive")
    spans: dict[str, Any] = {span.name: span for span in exporter.get_finished_spans()}
    outer = {"tocsin.component": "tocsin.evaluate", "tocsin.evaluate": "tocsin.assess", "tocsin.assess": "request"}

    assert set(outer) <= set(spans)
    for inner, around in outer.items():
        assert spans[inner].parent.span_id == spans[around].context.span_id
    assert spans["tocsin.evaluate"].attributes["tocsin.firings"] == 6
    exporter.clear()
    with pytest.raises(RuntimeError), listening(refuse_to_hear):
        case().assess(engine="seminaive")
    failed: Any = next(span for span in exporter.get_finished_spans() if span.name == "tocsin.assess")
    assert failed.status.status_code is trace.StatusCode.ERROR
    assert failed.attributes["tocsin.error"] == "RuntimeError"
    assert SECRET not in failed.to_json()


def refuse_to_hear(derived):
    raise RuntimeError(str(derived))


def test_whoever_listens_is_told_every_firing():
    heard: list[Derived] = []
    others: list[Derived] = []
    with listening(heard.append):
        with listening(others.append):
            assessment = case().assess(engine="seminaive")
        case().assess(engine="seminaive")

    assert len(heard) == 12
    assert others == heard[:6] == heard[6:]
    assert sorted(each.rule for each in others) == sorted(
        derivation.rule.id for conclusion in assessment.conclusions for derivation in conclusion.derivations
    )
    case().assess()
    assert len(heard) == 12


def test_what_a_listener_raises_ends_the_assessment():
    def refuse(derived):
        raise RuntimeError(derived.rule)

    with pytest.raises(RuntimeError, match="more-roads"), listening(refuse):
        case().assess(engine="seminaive")
