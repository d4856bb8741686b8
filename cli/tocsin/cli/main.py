"""The command ``tocsin``: its subcommands, and how it is run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Annotated

import typer

from tocsin.cli.errors import exit_code_of
from tocsin.cli.lazy import Offer, group

FACTS = {
    "check": Offer("Check a file of facts: count them by type, or list every problem.", "facts_check:check"),
    "types": Offer("List the fact types of a pack or vocabulary, or describe one.", "facts_types:types"),
    "schema": Offer("Print the JSON Schema of case files.", "facts_schema:schema"),
}
RULES = {
    "list": Offer("List the rules of a pack.", "rules_list:list_rules"),
    "show": Offer("Show a rule in readable form.", "rules_show:show"),
    "table": Offer("Print a decision table with what followed from its rows.", "rules_table:table"),
    "check": Offer("Check a pack, and run the cases it carries with it.", "rules_check:check", derives=True),
    "schema": Offer("Print the JSON Schema of the files of a pack.", "rules_schema:schema"),
    "test": Offer("Run the cases of packs, and say what of the rules they try.", "rules_test:run_tests", derives=True),
    "mutate": Offer("Say which changes of the rules no case notices.", "rules_mutate:mutate", derives=True),
    "diff": Offer("Say what changed between two versions of a pack.", "rules_diff:diff", derives=True),
    "docs": Offer("Write a handbook of a pack in plain words.", "rules_docs:docs", derives=True),
    "graph": Offer("Draw which rule feeds which.", "rules_graph:graph"),
    "fmt": Offer("Put the files of packs and cases in one form.", "rules_fmt:fmt"),
    "new": Offer("Write the skeleton of a pack that encodes a document.", "rules_new:new"),
    "statements": Offer("Keep a pack's statements in step with its document.", "rules_statements:statements"),
    "coverage": Offer("Say which rules encode each statement of the text.", "rules_coverage:coverage"),
    "witness": Offer("Print the smallest case in which a rule fires.", "rules_witness:witness", derives=True),
    "verify": Offer("Prove what never holds or always follows.", "rules_verify:verify", derives=True),
}
BULK = {
    "run": Offer("Say what follows in every case of tables of facts.", "bulk_run:run", derives=True),
    "check": Offer("Check tables of facts: count them, or name every bad row.", "bulk_check:check"),
    "template": Offer("Write empty tables to fill in.", "bulk_template:template"),
}
CASE = {
    "new": Offer("Make a case in the ledger.", "case_new:new"),
    "list": Offer("List the cases of the ledger.", "case_list:list_cases"),
    "show": Offer("Show the facts of a case with every report on them.", "case_show:show"),
    "export": Offer("Write a case of the ledger as a case file.", "case_export:export"),
    "import": Offer("Bring a case file, or an export of a ledger, into the ledger.", "case_import:import_case"),
    "close": Offer("Close a case: nothing more can be written to it.", "case_close:close"),
}
PACK = {
    "pin": Offer("Assess a case by another pack from now on.", "pack_pin:pin", derives=True),
    "upgrade": Offer("Pin the present version of the pack that a case has.", "pack_upgrade:upgrade", derives=True),
}
PACKS = {
    "list": Offer("List the packs that can be named, with digests and where they are from.", "packs_list:list_packs"),
}
TOKEN = {
    "new": Offer("Make a token for the service, and print it.", "token_new:new"),
    "list": Offer("List the tokens of the service.", "token_list:list_tokens"),
    "revoke": Offer("Revoke a token of the service.", "token_revoke:revoke"),
}
AUDIT = {
    "log": Offer("List the entries of a case: who, when, what and why.", "audit_log:log"),
    "show": Offer("Show one entry in full.", "audit_show:show"),
    "diff": Offer("Compare a case after two entries: facts, conclusions, packs.", "audit_diff:diff", derives=True),
    "verify": Offer("Check that nothing was changed since it was written.", "audit_verify:verify"),
    "replay": Offer("Make every recorded assessment again, and compare.", "audit_replay:replay", derives=True),
    "head": Offer("Print the Merkle head of a case, to be kept elsewhere.", "audit_head:head"),
    "prove": Offer("Prove that an entry, or an earlier head, stands in a case.", "audit_prove:prove"),
    "export": Offer("Write a case with its whole history.", "audit_export:export"),
}
COMMANDS = {
    "assess": Offer("Say what follows from the facts of a case, and how strongly.", "assess:assess", derives=True),
    "why": Offer("Say why a conclusion follows, down to the reports.", "why:why", derives=True),
    "why-not": Offer("Say why a fact does not follow, and how nearly it does.", "why_not:why_not", derives=True),
    "what-if": Offer("Say what would follow if facts or assumptions were otherwise.", "what_if:what_if", derives=True),
    "flip": Offer("Say what would remove a conclusion, or bring it about.", "flip:flip", derives=True),
    "watch": Offer("Say what to find out next, and what it would change.", "watch:watch", derives=True),
    "check-claim": Offer(
        "Say whether a claim follows, as firmly as it says, on its grounds.", "check_claim:check_claim", derives=True
    ),
    "compare": Offer("Say who concludes what from whose facts, and where they part.", "compare:compare", derives=True),
    "certify": Offer("Write a certificate of a conclusion that others can check.", "certify:certify", derives=True),
    "verify": Offer("Check a certificate, step by step.", "verify:verify"),
    "explain-check": Offer("Try every explanation for what it claims.", "explain_check:explain_check", derives=True),
    "explain": Offer("Say what a problem code means, and what provokes it.", "explain:explain"),
    "timeline": Offer(
        "Say what followed on each date on which knowledge changed, and why.", "timeline:timeline", derives=True
    ),
    "readings": Offer(
        "Say which conclusions stand on each reading, and where readings part.", "readings:readings", derives=True
    ),
    "assumptions": Offer(
        "Say for each assumption which conclusions fall with it.", "assumptions:assumptions", derives=True
    ),
    "hypotheses": Offer("Weigh competing hypotheses by the evidence at hand.", "hypotheses:hypotheses", derives=True),
    "backtest": Offer("Say whether conclusions came true, and when.", "backtest:backtest", derives=True),
    "brief": Offer("Write a brief of one to three pages.", "brief:brief", derives=True),
    "page": Offer("Write a page that reasons in the browser.", "page:page", derives=True),
    "case": Offer("Cases in the ledger: make, list, show, export, import, close.", "", CASE, "tocsin case new kursk"),
    "assert": Offer("Assert facts on the ledger, and show what changes.", "assert_:assert_facts", derives=True),
    "confirm": Offer("Confirm a fact of a case.", "confirm:confirm", derives=True),
    "deny": Offer("Record a denial beside a fact of a case.", "deny:deny", derives=True),
    "retract": Offer("Take back what a source reported of a fact.", "retract:retract", derives=True),
    "pack": Offer("The pack of a case in the ledger: pin, upgrade.", "", PACK, "tocsin pack upgrade kursk"),
    "packs": Offer("The packs that can be named: list them.", "", PACKS, "tocsin packs list"),
    "audit": Offer("What was concluded when: log, verify, replay, prove.", "", AUDIT, "tocsin audit log kursk"),
    "support": Offer(
        "Say which given facts suffice for a conclusion, and what each source bears.", "support:support", derives=True
    ),
    "sweep": Offer("Say in how many worlds each conclusion holds, if some facts may not.", "sweep:sweep", derives=True),
    "facts": Offer(
        "What may be said: check facts, list their types.", "", FACTS, "tocsin facts types troop_deployment"
    ),
    "bulk": Offer(
        "Many cases at once, from tables: run, check, template.",
        "",
        BULK,
        "tocsin bulk run examples/bulk --out screening",
    ),
    "serve": Offer("Serve the cases of the ledger over HTTP.", "serve:serve"),
    "token": Offer("Tokens of the service: new, list, revoke.", "", TOKEN, "tocsin token new ana --role analyst"),
    "mcp": Offer("Serve cases to an assistant, as tools (MCP).", "mcp:mcp"),
    "lsp": Offer("Answer an editor: problems as you type, completion, hover, renaming.", "lsp:lsp"),
    "cache": Offer("Show or clear what is kept to start sooner.", "cache:cache"),
    "rules": Offer("What follows from what: list, show and check rule packs.", "", RULES, "tocsin rules list"),
}

app = group(
    "What follows from dated, graded reports under a set of rules, how strongly, and why.",
    COMMANDS,
    "tocsin assess examples/kursk.yaml",
    add_completion=True,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from tocsin.cli.version import version_text

        typer.echo(version_text())
        raise typer.Exit


@app.callback()
def _tocsin(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-v", is_eager=True, callback=_print_version, help="Print the version and the engines."
        ),
    ] = False,
) -> None:
    pass


def exit_code(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (default: the process's own) and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    given = None if arguments is None else list(arguments)
    as_json = _wants_json(sys.argv[1:] if given is None else given)
    return exit_code_of(lambda: app(args=given, prog_name="tocsin", standalone_mode=False), as_json=as_json)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether JSON is asked for, told from the arguments alone: those that are wrong are problems too."""
    options = list(takewhile(lambda argument: argument != "--", arguments))
    return "--json" in options or "--format=json" in options or ("--format", "json") in pairwise(options)


def run() -> None:
    """Run the command and leave with its exit code."""
    # Looking for plugins of pydantic's, in all that is installed, costs more than reading a pack.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()  # the process is short, and most of what it makes lives as long as it does
    code = exit_code()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)
    except ValueError:  # closed, as a language server leaves its output
        pass
    # A large result's memory goes back with the process; taking it apart first would cost a tenth of the time.
    os._exit(code)
