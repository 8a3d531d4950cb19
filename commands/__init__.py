"""The commands of ``fondsvert``, a module each, loaded when they are called.

Adding one is a module whose function bears the command's name, and a line here.
"""

COMMANDS = (
    "instruire",
    "questions",
    "trier",
    "simuler",
    "comparer",
    "programmer",
    "courrier",
    "registre",
    "rejouer",
    "importer",
    "telecharger",
    "generer",
    "territoire",
    "regles",
    "verifier",
    "servir",
    "site",
    "schema",
)
"""In the order in which the help lists them."""
