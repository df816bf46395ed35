"""Intake over HTTP: the API for units' programs and the pages behind the links in mails."""
