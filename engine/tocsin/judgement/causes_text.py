"""What brought a change about, in words: who reported what, or which assumption was switched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.judgement import words
from tocsin.judgement.events import Event
from tocsin.questions.differences.causes import Cause, CauseKind

_OTHERWISE: dict[tuple[CauseKind, bool], str] = {
    ("exception", False): "{} stands in the way",
    ("exception", True): "{} no longer stands in the way",
    ("counted", False): "{} is counted too",
    ("counted", True): "{} is no longer counted",
    ("fact", True): "{} is no longer in force",
}


def cause_text(cause: Cause, events: Iterable[Event] = ()) -> str:
    """The cause as a phrase; a fact with the events of the day that brought it in, or took it away."""
    if cause.kind == "assumption":
        return f"the assumption {cause.id}: {cause.text}"
    about = [event for event in events if event.fact == cause.id and event.kind != "denied"]
    told = "; ".join(dict.fromkeys(f"{words.EVENTS[event.kind]}: {event.source}" for event in about))
    text = f"{cause.text} ({told})" if told else cause.text
    known = cause.kind == "fact" and told  # the events say already what became of it
    phrase = "{}" if known else _OTHERWISE.get((cause.kind, cause.past), "{}")
    phrase = phrase.format(text)
    return f"{phrase} of {cause.of}" if cause.of else phrase


def causes_text(causes: Sequence[Cause], events: Sequence[Event] = (), most: int = 3) -> list[str]:
    """The nearest causes as phrases, at most so many, and then how many more there are."""
    told = [cause_text(cause, events) for cause in causes[:most]]
    more = len(causes) - most
    return [*told, words.counted(more, "further cause")] if more > 0 else told


def event_text(event: Event) -> str:
    """An event as a phrase: what happened, by whose report, to which fact."""
    return f"{words.EVENTS[event.kind]}: {event.source}: {event.text}"
