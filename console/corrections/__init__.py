"""From a misunderstood sentence to an approved example in `data/nlu`, and from a conversation to a test story."""
