"""The hiring domain: pure decisions over immutable values, the standard library alone."""
