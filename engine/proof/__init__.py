"""The rule book as formulas that Z3 can prove things about, over every dossier there may be.

One encoding, on which the audit, the questions, the counterfactuals, the comparison of editions
and the mutation score all rest::

    encoding = Encoding(measure, "2025")                # engine/proof/encoding.py
    encoding.status("PRJ-04")["non_satisfait"]          # a formula: refused, opinions heard
    encoding.computed("PRJ-04")["a_apprecier"]          # the same, opinions aside
    encoding.verdict()["eligible"]                      # a formula: this verdict is given
    encoding.known("porteur.effectif")                  # a formula: the fact is known
    encoding.value("porteur.effectif").term             # its number, in millionths of a person
    encoding.possible(formula, …)                       # whether some dossier makes all hold
    encoding.find(formula, …)                           # the least such dossier, or None: proved
    encoding.solver(), encoding.constraints             # for a solver of one's own
    pins(encoding, dossier)                             # what fixes each fact of a dossier, apart
    replayed(encoding, data)                            # the same by both evaluators, or an error

Three-valued throughout: a condition is a pair (known to hold, known not to hold).
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import EngineUnavailableError, Fault


def require_solver() -> None:
    """Raise :class:`EngineUnavailableError` where Z3 is not installed, saying what to install."""
    if find_spec("z3") is None:
        raise EngineUnavailableError([Fault("preuve.z3_absent")])
