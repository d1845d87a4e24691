"""Practice in pairs and threes, with roles that change (R42). No content is stored."""
