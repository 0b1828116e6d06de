"""The app for people: Textual lives here and nowhere else."""
