"""What the scenarios see of the rules: as lines to read, as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..errors import Where
from ..messages import Lang, message
from ..mutation.score import Score, Tried
from ..mutation.telling import told
from ..rulebook.model import RuleBook


def lines(score: Score, book: RuleBook, lang: Lang = "fr") -> Iterator[str]:
    """Yield what a person reads: what goes unseen and how to see it, then the sums."""

    def said(entry: str, **values: object) -> str:
        return message(f"mutation.vue_{entry}", lang, **values)

    for one in score.live:
        yield said("vivant", lieu=_placed(one.mutant.where), dit=told(one.mutant, book, lang))
        yield f"  {said('tuerait')}"
        yield one.scenario.rstrip()
        yield ""
    if score.undecided:
        yield said("indecis", n=len(score.undecided))
        for one in score.undecided:
            yield f"  {_placed(one.mutant.where)} — {told(one.mutant, book, lang)}"
        yield ""
    left = Counter(one.mutant.rule for one in (*score.live, *score.undecided))
    if left:
        yield said("par_regle", regles=", ".join(f"{rule} ({n})" for rule, n in left.items()))
    if score.seed is not None:
        yield said("echantillon", essayes=len(score.tried), total=score.total, graine=score.seed)
    yield said("equivalents", n=len(score.equivalent))
    counted = len(score.tried) - len(score.equivalent)
    yield said("bilan", tues=score.killed, comptes=counted, score=score.percent)


def _placed(where: Where) -> str:
    return ":".join(str(part) for part in (where.file, where.line, where.column) if part) or "—"


def as_json(score: Score, book: RuleBook, lang: Lang = "fr") -> dict[str, Any]:
    """Return the score as plain data; keys never change with the language."""
    return {
        "mutants": score.total,
        "essayes": len(score.tried),
        "graine": score.seed,
        "tues": score.killed,
        "equivalents": len(score.equivalent),
        "vivants": len(score.live),
        "indecis": len(score.undecided),
        "score": score.percent,
        "details": [_one(one, book, lang) for one in score.tried],
    }


def _one(one: Tried, book: RuleBook, lang: Lang) -> dict[str, Any]:
    mutant, state = one.mutant, "indecis"
    if one.killer or one.equivalent:
        state = "tue" if one.killer else "equivalent"
    elif one.scenario:
        state = "vivant"
    return {
        "regle": mutant.rule,
        "partie": mutant.part,
        "fichier": mutant.where.file,
        "ligne": mutant.where.line,
        "genre": mutant.kind,
        "etat": state,
        "tue_par": one.killer or None,
        "message": told(mutant, book, lang),
        "scenario": one.scenario or None,
    }
