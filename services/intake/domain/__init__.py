"""What a dossier and a nomination are, which submissions are sound, and what each fact does to a nomination."""
