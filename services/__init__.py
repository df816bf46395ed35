"""The three services; none imports another."""

import gc

# Set before anything else is loaded: what is loaded lives as long as the process, and to search it for cycles again and
# again took a seventh of a start. Afterwards, what a request leaves is mostly freed without such a search.
gc.set_threshold(20_000, 20, 100)
