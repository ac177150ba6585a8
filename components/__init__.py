"""Graph components of the Rasa pipeline: what a message asks, and which values it names."""
