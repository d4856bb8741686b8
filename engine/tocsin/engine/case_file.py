"""A case as a case file has it: as data, and as YAML that every command reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tocsin.engine.case import Case
from tocsin.facts.days import DateRange
from tocsin.facts.kinds import Value
from tocsin.facts.model import Given
from tocsin.facts.printing import BARE_WORD, format_value
from tocsin.facts.quantity import Quantity
from tocsin.facts.read.entry import RESULT_KEYS
from tocsin.facts.read.report import ENTRY_KEYS

_NO_TEXT: Final = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
"""Words that some reader of YAML takes for something else."""
_WIDTH: Final = 110


class _Written(str):
    """A figure or a day as it is written in a fact."""


def file_data(
    name: str,
    facts: Iterable[Mapping[str, Any]],
    *,
    pack: str | None = None,
    as_of: dt.date | None = None,
    known_by: dt.date | None = None,
    switched: Mapping[str, bool] | None = None,
) -> dict[str, Any]:
    """A case file as JSON-ready data: what its head says, as far as it says anything, and its entries."""
    data: dict[str, Any] = {"case": name} | ({} if pack is None else {"pack": pack})
    data |= {key: day.isoformat() for key, day in (("as_of", as_of), ("known_by", known_by)) if day is not None}
    if switched:
        data["assumptions"] = {assumption: "on" if on else "off" for assumption, on in switched.items()}
    return data | {"facts": list(facts)}


def case_data(case: Case) -> dict[str, Any]:
    """The case as data, but for its pack's name."""
    return _data(case, (given.to_json() for given in case.facts))


def to_yaml(case: Case, pack: str | None = None) -> str:
    """The case as a file, values as people write them; ``pack`` is how its pack is named there, if not by its name.

    >>> from tocsin.rules.shipped import load_pack
    >>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=9000..12000)"
    >>> print(to_yaml(Case(load_pack("russia-dprk"), [fact])), end="")
    case: case
    pack: russia-dprk
    facts:
      - troop_deployment:
          sender: PRK
          beneficiary: RUS
          headcount: 9000..12000
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes every text that could be taken for anything else, in any version of YAML."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        bare = BARE_WORD.fullmatch(text) is not None and text.lower() not in _NO_TEXT
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if bare else '"')

    def write_plain(dumper: yaml.SafeDumper, text: _Written) -> yaml.Node:
        tag = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        return dumper.represent_scalar(tag, str(text))

    Dumper.add_representer(str, write_text)
    Dumper.add_representer(_Written, write_plain)
    data = _data(case, map(_entry, case.facts), case.pack.name if pack is None else pack)
    return yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _data(case: Case, entries: Iterable[Mapping[str, Any]], pack: str | None = None) -> dict[str, Any]:
    return file_data(case.name, entries, pack=pack, as_of=case.as_of, known_by=case.known_by, switched=case.switched)


def _entry(given: Given) -> dict[str, Any]:
    """The entry of a fact, its type as a key; where that would be taken for a key of entries, as results have it."""
    fact_type = given.fact.fact_type()
    pairs = zip(fact_type.fields, given.fact.row, strict=True)
    fields = {field.name: _value(value) for field, value in pairs if value is not None}
    as_key = fact_type.name not in (*ENTRY_KEYS, *RESULT_KEYS)
    entry: dict[str, Any] = {fact_type.name: fields} if as_key else {"type": fact_type.name, "fields": fields}
    if given.reports:
        entry["reports"] = [report.to_json() for report in given.reports]
    return entry if given.qualifier == "certain" else entry | {"qualifier": given.qualifier}


def _value(value: Value) -> Any:
    written = isinstance(value, Quantity | DateRange | dt.date | float)
    return _Written(format_value(value)) if written else value
