"""Two editions compared, over every dossier: what changes, a dossier that shows it, what does not.

comparison = compare(Side(measure, "2024"), Side(measure, "2025"))    # comparison/comparing.py
comparison.differences      # criterion by criterion, each change of status with its witness
comparison.verdicts         # each change of verdict with its witness
comparison.same             # the criteria that no dossier tells apart: proved
comparison.idle             # the figures that change without any effect on a status
"""
