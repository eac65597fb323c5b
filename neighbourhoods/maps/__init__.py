"""Maps of areas as inline SVG: drawn here, from official boundaries or from centre points."""

from .queries import MapView, map_of, whole_of

__all__ = ["MapView", "map_of", "whole_of"]
