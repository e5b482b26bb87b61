"""Criteria of a rubric that say nothing a judge could apply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_WORD = re.compile(r"[^\W_]+")
_PRAISE = """
a an and are as at be been by for has have how if in is it its judge of on or overall rate score should that the
this to very was well were what whether with done made really quite
answer answers artifact code content document general output outputs performance quality response responses
result results solution task text work worker writing written
acceptable accurate adequate appropriate bad best better clean clear coherent complete concise correct decent
effective excellent fine good great helpful high higher low nice ok okay perfect poor professional proper readable
reasonable relevant right satisfactory solid strong sufficient suitable useful valid
accuracy clarity coherence completeness conciseness correctness effectiveness fluency goodness helpfulness
readability relevance usefulness
accurately appropriately clearly completely correctly fully properly
"""
"""Words that praise, and those that name what is praised or join the two: alone they leave the standard open."""
_EMPTY = frozenset(_PRAISE.split())
_LONGEST = 200


def check(subject: Subject) -> Iterator[Problem]:
    """A criterion is vague where praise is all there is. The objective, which `expand` puts in, is not looked at."""
    for index, evaluator in enumerate(subject.spec.evaluators):
        if evaluator.type != "llm_rubric" or evaluator.rubric is None:
            continue
        for place, dimension in enumerate(evaluator.rubric.dimensions):
            text = dimension.criteria
            if len(text) > _LONGEST or text == subject.spec.objective:
                continue
            # Nearly all criteria have another word at once, at which the search ends.
            if _WORD.search(text) and all(word[0] in _EMPTY for word in _WORD.finditer(text.lower())):
                yield Problem(
                    join("evaluators", index, "rubric", "dimensions", place, "criteria"),
                    f'"{text if len(text) <= 60 else text[:57] + "…"}" leaves the standard to the judge; say what the '
                    "output must show for full marks, and what costs some",
                )


RULE = Rule(
    id="LSS903",
    name="vague-criterion",
    severity="info",
    summary="A criterion of a rubric praises without saying what for.",
    rationale=(
        "Two readers of it would give different marks, and so does the judge from one version to the next. Given "
        "a score rubric written for the case, even a 13B model agreed with people as closely as GPT-4 did, with a "
        "Pearson correlation of 0.897 to 0.882 (Kim et al., 2023)."
    ),
    remedy="Say what can be seen in the output: what must be there, what must not, and what half marks are for.",
    failure_mode="F6",
    check=check,
    sources=("kim2023",),
)
