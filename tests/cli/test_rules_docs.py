"""``tocsin rules docs`` on the command line."""

from tests.cli.conftest import ROOT


def test_markdown_is_printed_and_a_page_is_written_where_its_name_says_so(run, tmp_path):
    page, text = tmp_path / "out.html", tmp_path / "out.md"
    printed = run("rules", "docs", "eu-cash-controls")
    assert (printed.code, printed.err, printed.out.startswith("# Cash that is carried")) == (0, "", True)

    assert run("rules", "docs", "eu-cash-controls", "-o", str(text)).code == 0
    assert text.read_text(encoding="utf-8") == printed.out
    assert run("rules", "docs", "eu-cash-controls", "-o", str(page)).code == 0
    assert run("rules", "docs", "eu-cash-controls", "--html").out == page.read_text(encoding="utf-8")


def test_a_name_that_says_nothing_of_the_form_and_a_file_of_the_pack_are_refused(run, tmp_path):
    pack = tmp_path / "pack.md"
    pack.write_bytes((ROOT / "examples" / "own_pack" / "pack.yaml").read_bytes())

    for target in ("out.txt", str(pack)):
        assert run("rules", "docs", str(pack), "-o", target).code == 2
    assert run("rules", "docs", str(pack), "--html", "-o", "out.md").code == 2
    assert pack.read_bytes() == (ROOT / "examples" / "own_pack" / "pack.yaml").read_bytes()


def test_neither_the_process_nor_its_hash_seed_changes_a_byte(execute):
    one, other = (execute("rules", "docs", "ownership-and-control", PYTHONHASHSEED=seed) for seed in ("1", "4242"))

    assert (one.code, one.out) == (0, other.out)


def test_a_table_is_told_with_its_sentence_its_fields_and_how_firmly(run):
    told = run("rules", "docs", "examples/postage").out
    table = told[told.index("#### table tariff") :]

    for line in (
        "> Parcel *p* costs *price*\\.",
        "- **Then**: [postage](#type-postage): parcel *p*, *price*",
        "- **How firmly**: follows (our own scale)",
    ):
        assert line in table


def test_a_table_asked_for_as_a_rule_is_told_where_it_is_shown(run):
    ran = run("rules", "show", "tariff", "--pack", "examples/postage")

    assert (ran.code, "'tariff' is a table" in " ".join(ran.err.split())) == (2, True)
    assert "tocsin rules table tariff --pack examples/postage" in " ".join(ran.err.split())
    assert run("rules", "table", "tariff", "--pack", "examples/postage").code == 0
