"""The API of intake, a module for each noun: its routes, bodies, views and examples."""
