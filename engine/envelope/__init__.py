"""Programming an envelope: which dossiers to fund, for how much, and why not the others."""
