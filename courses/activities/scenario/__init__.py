"""Scenario: a conversation to try one's way through, met kindly whatever one chooses (R21–R23)."""
