"""The outside world: PostgreSQL, RabbitMQ, files, tokens, settings, logs."""
