"""What is still to be asked before a dossier can be decided: exact, by the solver.

::

    found = questions(measure, dossier)     # engine/questions/finder.py
    found.paths                             # the smallest sets that can still settle the verdict
    found.hopeful                           # the smallest sets that can still lead to the best one
    found.best                              # what to ask first
    found.idle                              # what can no longer change the verdict: proved

    step = interview(measure, data)         # engine/questions/interview.py: one question at a time
    data = answer(measure, data, step.question.path, "oui")     # engine/questions/answers.py
"""
