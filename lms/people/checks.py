"""What must be right before the site starts: keys that open what is stored, and no demo where real people are."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def field_keys_work(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """There is at least one key, and each is a Fernet key. No key is repeated in the message."""
    keys: Sequence[str] = getattr(settings, "FIELD_ENCRYPTION_KEYS", ())
    hint = "Put back the keys.env that belongs to this database, or set FIELD_ENCRYPTION_KEYS, newest first."
    if not keys:
        return [Error("There is no key for what people write.", hint=hint, id="people.E001")]
    wrong = [number for number, key in enumerate(keys, start=1) if not _is_key(key)]
    return [
        Error(f"Key number {number} in FIELD_ENCRYPTION_KEYS is not a key.", hint=hint, id="people.E002")
        for number in wrong
    ]


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except (ValueError, TypeError):
        return False
    return True


@register(Tags.security)
def demo_stays_at_home(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Demo mode gives away every account, so it may not be on where the address is a public one."""
    if settings.DEMO_MODE and settings.SITE_ADDRESS.startswith("https://"):
        return [
            Error(
                "Demo mode is on, and SITE_ADDRESS is a public address.",
                hint="Use lms.settings.production, or remove https:// from SITE_ADDRESS for a demo.",
                id="people.E003",
            )
        ]
    return []
