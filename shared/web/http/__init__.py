"""The frame around every request: who sends it, how much it may take, what stops and what it reports."""
