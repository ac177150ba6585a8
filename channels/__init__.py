"""The ways to talk to the assistant."""
