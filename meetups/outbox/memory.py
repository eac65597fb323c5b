"""What need not be read and written anew for each of a thousand letters that are nearly the same.

A memory lasts as long as one worker is sending, and what is in it for some seconds. Whether a
message is still right is never remembered: its owner looks at that for each message.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

SECONDS = 5.0
MOST = 500
"""Things to remember at once, such as what a meetup says in one language."""

T = TypeVar("T")


class Memory:
    """Remembers what it was told, but not for long, and not much."""

    def __init__(self, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self.seconds = seconds
        self.most = most
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under this key some seconds ago at most; else it is made now."""
        kept = self._kept.get(key)
        at = time.monotonic()
        if kept is not None and at - kept[0] < self.seconds:
            found: T = kept[1]
            return found
        if len(self._kept) >= self.most:
            self._kept.clear()
        made = make()
        self._kept[key] = at, made
        return made
