"""What a portfolio becomes under other rules: who changes verdict, where, for how much, and why."""

from .account import Account, Change, Money, Still
from .scenario import Scenario, scenarios, values_of

__all__ = ["Account", "Change", "Money", "Scenario", "Still", "scenarios", "values_of"]
