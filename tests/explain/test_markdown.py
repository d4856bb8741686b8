"""Text within Markdown reads as it is, whatever it holds."""

import html

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tocsin.explain.markdown import escaped

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
WORDS = (
    "a",
    "1",
    "12",
    " ",
    "  ",
    "&amp;",
    "&#39;",
    "https://a.b",
    "<b>",
    "[a](b)",
    "| - |",
    "---",
    *r"-+.)(*_`~#=!|<>[]{}\&:",
)


@given(st.lists(st.sampled_from(WORDS), min_size=1).map("".join))
@example("1) a")
@example("~~a~~")
@example("- - -")
def test_whatever_a_text_holds_it_is_shown_and_not_obeyed(text):
    text = text.strip()  # blanks at the ends of a line are nobody's words
    shown = html.unescape(READER.render(escaped(text)))

    assert (f"<p>{text}</p>\n" if text else "") == shown
