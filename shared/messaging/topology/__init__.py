"""Exchanges, queues, rights and feeds as data, and the document that describes them."""
