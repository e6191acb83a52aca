"""Servers that Rolecall brings along, so that no settings at all are a working installation."""

from infrastructure.embedded.postgres import EmbeddedPostgres as EmbeddedPostgres
