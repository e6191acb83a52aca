"""How people and machines reach Rolecall: the HTTP API and the command line, put together in one place."""
