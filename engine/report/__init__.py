"""Decisions and rules as people read them at the terminal."""
