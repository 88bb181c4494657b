"""Records over a message stream: durable subjects of NATS JetStream, acknowledged when what they say is on file."""
