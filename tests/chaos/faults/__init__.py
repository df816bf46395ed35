"""The faults the system must survive, each broken and mended by one function."""
