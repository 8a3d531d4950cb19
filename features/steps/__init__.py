"""The sentences of the scenarios: what they write in a dossier, and what they read in a decision."""
