"""Tests of the tests: each mutation breaks one promise in a copy of the tree, and the suite must turn red."""
