"""Pictures of what people see, for looking at: `python -m tests.pictures FOLDER`."""
