"""The frame around every service's HTTP: refusals as problems, limits, health, and a stop that loses nothing."""
