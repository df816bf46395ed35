"""Everything that must exist on RabbitMQ and MongoDB before a service starts, declared from one place."""
