"""What users hand over → dossiers: files and streams, every fault said with its place."""
