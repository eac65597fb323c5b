"""What a desk puts on paper."""

from .report import council_report

__all__ = ["council_report"]
