"""Pledge: read, heard explained, asked about, signed – on screen or on paper (R9, R55–R58)."""
