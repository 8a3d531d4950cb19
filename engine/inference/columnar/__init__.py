"""The columnar evaluator: the rule book as Narwhals expressions, for a million rows at once."""
