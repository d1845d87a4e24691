"""Gathering: when and where, what we do, and what to bring. Attendance is recorded by the leader."""
