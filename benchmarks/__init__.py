"""Rolecall beside its peers, on one machine in one run: `make bench`, or `make bench-quick` in under three minutes."""
