"""Bringing an export into a ledger, entry by entry as it was, hashes and all."""

from __future__ import annotations

from pathlib import Path

from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import read_lines, shown_path
from tocsin.ledger import codes
from tocsin.ledger.chain import Chain
from tocsin.ledger.entry import Entry
from tocsin.ledger.export import _LINE_LIMIT, ExportCheck
from tocsin.ledger.ledger import Ledger, check_name
from tocsin.ledger.ledger_case import HeldCase
from tocsin.ledger.packs import PackText, store_pack


def import_export(ledger: Ledger, path: str | Path) -> HeldCase:
    """The case of an export, in the ledger with the same entries and hashes, all or none.

    Raises ProblemError if the export is not whole, or the ledger has a case of that name.
    """
    check = ExportCheck(shown_path(path))
    for number, text in read_lines(path, line_limit=_LINE_LIMIT):
        if not check.feed(number, text):
            break
    outcome = check.outcome()
    if not outcome.is_whole:
        place = Place(shown_path(path), check.bad_line)
        raise ProblemError([Problem(codes.DAMAGED, str(found), place, "export it again") for found in outcome.findings])
    name = outcome.heads[0].case
    check_name(name)
    with ledger.database.writing() as connection:
        chain = Chain(connection, name)
        if chain.size():
            message = f"the ledger has a case {name} already"
            raise ProblemError([Problem(codes.CASE_EXISTS, message, None, "import it into another ledger")])
        for files in check.packs.values():
            store_pack(connection, PackText(files))
        chain.insert([Entry(payload, entry_hash) for payload, entry_hash in check.entries])
    return ledger.case(name)
