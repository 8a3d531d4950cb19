"""Evaluators of the same rule book behind one protocol."""
