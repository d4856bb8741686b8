"""One case of a ledger: its entries, and the sessions in which analysts add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.engine.engines import EngineChoice
from tocsin.facts.arguments import checked
from tocsin.ledger.location import default_analyst
from tocsin.ledger.packs import require_same_vocabulary
from tocsin.ledger.session import Session
from tocsin.ledger.stored_case import StoredCase

if TYPE_CHECKING:
    from tocsin.ledger.live import LiveSession


class HeldCase(StoredCase):
    """A case that a ledger holds. ``Ledger.case`` and ``Ledger.new_case`` give one."""

    @checked()
    def session(self, *, by: str | None = None, reason: str | None = None) -> Session:
        """A context in which entries are collected; they are written together when it is left without an error."""
        pin = self.pin()
        pack = self.stored_pack(pin.text).parse()
        require_same_vocabulary(self.name, pin, pack)
        return Session(self, pack, by or default_analyst(), reason)

    @checked()
    def live(self, *, by: str | None = None, reason: str | None = None, engine: EngineChoice = "auto") -> LiveSession:
        """A context in which each write is on disk at once and tells what it changed; at its end that is assessed.

        To begin it takes as long as a few assessments, and each write then as long as what it changes.
        """
        from tocsin.ledger.live import LiveSession

        return LiveSession(self, by or default_analyst(), reason, engine)
