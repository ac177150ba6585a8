"""Sets the project up on a fresh machine, keeps what is built fresh, and starts the servers.

`bootstrap`, `interpreters`, `package_index`, `terminal` and `__main__` run under any Python from 3.8 with its
standard library alone; the other modules run in the environment that they have made.
"""
