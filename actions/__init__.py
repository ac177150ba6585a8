"""What the assistant does when a visitor asks: thin actions that ask `knowledge` and say the answer."""
