"""Checklist: statements with a reply, lines to tick, or lines to ask about. Never a score."""
