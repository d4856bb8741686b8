"""``tocsin packs list``: which packs can be named here, where they are from, and which of each it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal

EXAMPLES = ("tocsin packs list", "tocsin packs list --json")


def list_packs(as_json: JsonOption = False) -> None:
    """List the packs that are shipped and those of installed packages: version, digest, and where each is from."""
    from tocsin.rules.packages import installed_packs
    from tocsin.rules.shipped import shipped_names

    found = [_told(name, "shipped", None) for name in shipped_names()]
    for each in installed_packs():
        fault = each.fault(shipped_names())
        found.append(_told(each.name, each.package, None if fault is None else str(fault)))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"packs": found})
        return
    from tocsin.cli.output import Terminal, emit

    emit("\n".join(line for each in found for line in _lines(each, Terminal.current())))


def _told(name: str, source: str, fault: str | None) -> dict[str, object]:
    """What is said of a pack; of one that cannot be used, why."""
    from tocsin.facts.problems import ProblemError
    from tocsin.rules.shipped import load_pack

    told: dict[str, object] = dict.fromkeys(("digest", "rules", "title", "version"))
    try:
        if fault is None:
            pack = load_pack(name)
            told = {"digest": pack.digest, "rules": len(pack.rules), "title": pack.title, "version": pack.version}
    except ProblemError as error:
        fault = str(error.problems[0])
    return {"name": name, "from": source, "problem": fault, **told}


def _lines(told: dict[str, object], terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    version = f" {told['version']}" if told["version"] is not None else ""
    yield from paragraph(terminal.paint(printable(f"{told['name']}{version} · {told['from']}"), "bold"), terminal.width)
    if told["title"]:
        yield from paragraph(printable(str(told["title"])), terminal.width, 2)
    yield from paragraph(printable(str(told["problem"] or told["digest"])), terminal.width, 2)
