"""Each test here starts with no counted tries and no text messages sent."""

import pytest
from django.core.cache import cache

from lms.people.sms import MemoryBackend


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    MemoryBackend.outbox.clear()
