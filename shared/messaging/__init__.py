"""Messages between the services: out by the outbox and the relay, in by the consumer, aside by retry and parking."""
