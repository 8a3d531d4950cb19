"""The rule book: YAML → typed, checked data that every evaluator reads."""
