"""Copies the conversation database into the console's tables, as it grows, and follows what is erased there.

`source` reads the one, `projection` says what becomes of an event, `store` writes the other; `copying` joins them,
`reconciling` compares both, `erasing` asks the store to erase somebody.
"""
