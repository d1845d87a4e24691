"""The service worker: at the root, for everybody, never stale, and allowed by the page's own policy."""

from __future__ import annotations

import pytest

from tests.courses.leading import gathering_of, open_run
from tests.courses.working import leader_of, logged_in


@pytest.mark.django_db
def test_it_is_served_at_the_root_as_script_and_asked_for_anew_each_time(client) -> None:
    """A browser lets it look after nothing above its own address. Fails when the header or the type goes."""
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (answer["Cache-Control"], answer["Service-Worker-Allowed"]) == ("no-cache", "/")
    assert client.post("/sw.js").status_code == 405


@pytest.mark.django_db
def test_it_keeps_nothing_by_itself_and_sends_nothing_in_the_background(client) -> None:
    """What lies on a phone is put there by the page of a gathering alone; nobody is spoken for who is not there."""
    script = client.get("/sw.js").content.decode()
    assert [word in script for word in ("cache.put", "cache.add", ".sync", '"sync"', "push")] == [False] * 5


@pytest.mark.django_db
def test_the_policy_lets_workers_come_from_here_alone() -> None:
    """On the page that registers it."""
    run = open_run()
    page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/")
    assert "worker-src 'self';" in page["Content-Security-Policy"] + ";"
    assert 'data-worker="/sw.js"' in page.content.decode()
