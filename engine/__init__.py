"""The machinery of fondsvert: rule book, inference, decision. Public names are in ``fondsvert``."""
