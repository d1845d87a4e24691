"""Reflection: own thoughts in one's own words, private unless the author shares them (R2–R6, R41)."""
