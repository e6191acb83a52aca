"""The read models: one file a projection (its row, fold, indexes and queries)."""
