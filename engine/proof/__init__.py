"""The rule book as formulas that Z3 can prove things about, over every dossier there may be.

One encoding, on which the audit, the questions, the counterfactuals, the comparison of editions
and the mutation score all rest::

    encoding = Encoding(measure, "2025")                # engine/proof/encoding.py
    encoding.status("PRJ-04")["non_satisfait"]          # a formula: the criterion refuses
    encoding.verdict()["eligible"]                      # a formula: this verdict is given
    encoding.known("porteur.effectif")                  # a formula: the fact is known
    encoding.value("porteur.effectif").term             # its number, in millionths of a person
    found = encoding.find(formula, …)                   # a dossier as plain data, or None: proved
    replayed(measure, encoding, found)                  # the same by both evaluators

Three-valued throughout: a condition is a pair (known to hold, known not to hold).
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import EngineUnavailableError, Fault


def require_solver() -> None:
    """Raise :class:`EngineUnavailableError` where Z3 is not installed, saying what to install."""
    if find_spec("z3") is None:
        raise EngineUnavailableError([Fault("preuve.z3_absent")])
