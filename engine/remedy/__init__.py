"""What would it take? The least changes that lift a refusal, and how far figures are from one.

::

    found = remedies(measure, dossier)      # engine/remedy/finder.py
    found.ways                              # the least changes, proved minimal, cheapest first
    found.blocking                          # the criteria that no change lifts
    found.margins                           # how far each figure is from losing a criterion

Only what the rule book declares ``modifiable`` is changed: what a person can honestly change.
"""
