"""What the assistant knows: facts, wages, programs and institutions, read from one SQLite file.

`build` makes the file from the sources in `sources/`; everything else only reads it:
`database` opens it, `facts`, `wages`, `programs` and `institutions` ask it, `figures` says its values.
"""
