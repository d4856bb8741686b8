"""What a notebook shows of a value: a page, made by the room that has the words for it, in a frame of its own."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar, Final

from tocsin.facts.dataclass import dataclass

LEAST: Final = 160
MOST: Final = 640
"""Between how many pixels a frame is high; a longer page is scrolled in it."""


@dataclass(frozen=True)
class Framed:
    """A page of HTML as Jupyter and marimo show it: within the notebook, and apart from its styles and scripts.

    The frame may run no script and load nothing. ``height`` is in pixels.
    """

    page: str
    height: int = MOST

    def _repr_html_(self) -> str:
        """The frame, for a notebook."""
        from html import escape

        style = f"width:100%;height:{self.height}px;border:1px solid #8884;border-radius:4px"
        return f'<iframe sandbox="" loading="lazy" style="{style}" srcdoc="{escape(self.page, quote=True)}"></iframe>'


class Displayed:
    """A value with a page of its own.

    ``_page_by`` names the function that makes the page, as ``module:function``: rooms above have the words, and this
    one imports them only when somebody looks.
    """

    _page_by: ClassVar[str]

    def _repr_html_(self) -> str:
        """The page in a frame, for a notebook."""
        module, _, function = self._page_by.partition(":")
        page: str = getattr(import_module(module), function)(self)
        lines = page.count("<tr") + page.count("<summary") + page.count("<li") + page.count("<p")
        return Framed(page, min(MOST, LEAST + 30 * lines))._repr_html_()
