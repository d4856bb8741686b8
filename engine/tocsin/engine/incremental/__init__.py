"""Facts that come and go: the model follows each change at the cost of what it changes."""

from tocsin.engine.incremental.change import Change, Standing
from tocsin.engine.incremental.difference import Difference, GivenFact, Moved
from tocsin.engine.incremental.live import LiveCase
from tocsin.engine.incremental.memory import WorkingMemory
from tocsin.facts.key import FactKey

__all__ = ["Change", "Difference", "FactKey", "GivenFact", "LiveCase", "Moved", "Standing", "WorkingMemory"]
