"""Files that people bring: what they are, what they may be called, and tables in them.

Nothing here knows a service, a database or a request: bytes go in, a verdict comes out, so that a child process with
limits of its own can do the looking.
"""
