"""Room for more processes and threads, tried before something waits for one that never starts."""

from __future__ import annotations

import threading


def require_room(number: int) -> None:
    """Raise RuntimeError unless so many threads can be started at once; the system counts them like processes."""
    end = threading.Event()
    threads = [threading.Thread(target=end.wait, daemon=True) for _ in range(number)]
    try:
        for thread in threads:
            thread.start()
    finally:
        end.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
