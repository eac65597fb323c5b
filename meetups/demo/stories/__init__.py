"""The plans of the demo, in words: who does what where, and how it went so far."""

from .harderwijk import HARDERWIJK
from .harderwijk_more import HARDERWIJK_MORE
from .shape import Story
from .utrecht import UTRECHT
from .vlaardingen import VLAARDINGEN

STORIES: tuple[Story, ...] = (*HARDERWIJK, *HARDERWIJK_MORE, *VLAARDINGEN, *UTRECHT)

__all__ = ["STORIES", "Story"]
