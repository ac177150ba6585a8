"""What is kept of a conversation, and nothing else that writes to it."""
