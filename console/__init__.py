"""The transcript console: support teams find, read and review conversations in the browser (Django).

It has a process and a database of its own. `reader` copies what the conversation database holds into tables made
for reading; nothing here writes to that database, and erasure is asked of `python -m stores`.
"""
