"""Every aggregate there is, from the domain's own list; projections, which know no application, read it there too."""

from domain.aggregates import AGGREGATES, EVENT_TYPES, TOPICS, aggregate_of

__all__ = ["AGGREGATES", "EVENT_TYPES", "TOPICS", "aggregate_of"]
