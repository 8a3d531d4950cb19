"""Proofs over a rule book. Public: ``traceability``, text ↔ rule ↔ scenario."""
