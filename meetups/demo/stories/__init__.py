"""The plans of the demo, in words: who does what where, and how it went so far."""

from .harderwijk import HARDERWIJK
from .shape import Story
from .utrecht import UTRECHT
from .vlaardingen import VLAARDINGEN

STORIES: tuple[Story, ...] = (*HARDERWIJK, *VLAARDINGEN, *UTRECHT)

__all__ = ["STORIES", "Story"]
