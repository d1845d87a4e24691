"""Group reflection: said aloud in a gathering, or one chosen sentence shared in writing (R41)."""
