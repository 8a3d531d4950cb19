"""The sentences of the scenarios: what they write in a dossier, what they read in a decision."""
