"""The one place that touches Rasa's inside: the assistant's server, `python -m runtime`."""
