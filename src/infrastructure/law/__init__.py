"""The rules of law as data, and the strict reading of them at start."""

from infrastructure.law.load import load_rules
from infrastructure.law.reading import InvalidRules

__all__ = ["InvalidRules", "load_rules"]
