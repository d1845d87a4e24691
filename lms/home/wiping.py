"""What was deleted is gone from the database's own files too, not only from its tables.

SQLite overwrites deleted rows (`secure_delete`, lms/settings/env.py), but the older pages stay in the write-ahead log
until somebody empties it. PostgreSQL takes deleted rows away by itself (autovacuum).
"""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def wipe(database: BaseDatabaseWrapper = connection) -> int:
    """Empty the write-ahead log of SQLite. Returns 1 when it is empty now; 0 when readers were in the way, or elsewhere.

    Nothing is lost and nobody waits: what cannot be emptied now is emptied by the next `run_due`.
    """
    if database.vendor != "sqlite" or database.in_atomic_block:
        return 0
    with database.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return int(not busy)
