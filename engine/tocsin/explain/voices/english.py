"""An explanation as prose: a numbered paragraph of short sentences for each fact, the fact asked about first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.engine.sentences import capital
from tocsin.explain import phrases, words
from tocsin.explain.phrases import Phrase
from tocsin.explain.tree import Explanation, FactNode, Premise, Step
from tocsin.explain.voices.style import clean, wrap
from tocsin.facts.arguments import checked
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS

FOLLOWS = QUALIFIER_WORDS["certain"]
"""A verb, where the other words for strength are adjectives."""


@checked()
def to_english(explanation: Explanation, *, width: int) -> str:
    """The explanation as paragraphs of at most ``width`` columns (40 or more), without a line end.

    Paragraphs refer to one another by their numbers.
    """
    prose = _Prose(explanation)
    paragraphs = [phrases.header(explanation), *(prose.paragraph(node) for node in explanation.nodes)]
    return "\n\n".join("\n".join(wrap(clean(paragraph), max(width, 40))) for paragraph in paragraphs)


class _Prose:
    """Writes the paragraphs; what was said in full in one is only named in the next."""

    def __init__(self, explanation: Explanation) -> None:
        self._explanation = explanation
        self._numbers = {node.id: number for number, node in enumerate(explanation.nodes, 1)}
        self._said: set[tuple[str, str]] = set()

    def paragraph(self, node: FactNode) -> str:
        """All that is said of a fact."""
        head = _ended(phrases.headline(node))
        sentences = [words.PROSE_NUMBERED.format(number=self._numbers[node.id], text=head)]
        tag = phrases.tag(node)
        sentences.append(words.PROSE_FOLLOWS if tag == FOLLOWS else words.PROSE_HOLDS.format(tag=tag))
        if node.grades and phrases.is_graded(self._explanation, node):
            template = words.PROSE_GRADE if len(node.grades) == 1 else words.PROSE_GRADES
            sentences.append(template.format(grades=listed(node.grades)))
        sentences += self._told(phrase for phrase in phrases.about_fact(node) if phrase.label != "fact")
        for step in node.steps:
            if len(node.steps) > 1:
                tag = phrases.step_tag(step)
                template = words.PROSE_WAY_FOLLOWS if tag == FOLLOWS else words.PROSE_WAY
                sentences.append(_ended(template.format(tag=tag, sentence=step.sentence or step.rule)))
            sentences += self._told(phrases.about_step(self._explanation, node, step))
            sentences += self._rests(step)
        return " ".join(sentences)

    def _told(self, said: Iterable[Phrase]) -> Iterator[str]:
        """A sentence for each phrase."""
        for phrase in said:
            label = "no_grade" if phrase.text == words.NO_GRADE else phrase.label
            template = words.PROSE.get(label, "{text}")
            if phrase.once and (phrase.label, phrase.once) in self._said:
                if phrase.label == "cites":
                    yield _ended(template.format(text=words.AS_ABOVE.format(id=phrase.once)))
                continue
            self._said.add((phrase.label, phrase.once))
            told = phrase.text.removesuffix(".") if template.endswith("}.") else phrase.text
            yield _ended(capital(template.format(text=told)))

    def _rests(self, step: Step) -> Iterator[str]:
        for role, template in words.PROSE_ROLES.items():
            found = dict.fromkeys(self._number(premise) for premise in step.premises if premise.role == role)
            if found:
                yield template.format(facts=listed(list(found)))

    def _number(self, premise: Premise) -> str:
        number = f"[{self._numbers[premise.fact]}]"
        return words.PROSE_CIRCULAR.format(number=number) if premise.shown == "circular" else number


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", '."', ".”")) else f"{sentence}."
