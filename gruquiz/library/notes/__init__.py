"""What the library keeps of notes and of the cards in them, and how an import writes it."""
