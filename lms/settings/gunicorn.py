"""How `./run` serves pages: two processes of a few threads, loaded once, and no log of who visited what."""

import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('LIKEVEL_PORT', '8000')}"
workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"
graceful_timeout = 10
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Tell the address only when it answers."""
    address = os.environ.get("SITE_ADDRESS", f"http://{bind}")
    print(f"\nLikevel is ready: {address}/   (Ctrl+C ends it)\n", flush=True)  # noqa: T201
