"""The log on its way through RabbitMQ: the relay publishes it, consumers bring it to the read side."""
