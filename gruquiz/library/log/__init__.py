"""The log of reviews and other acts: rows are added, never changed; schedules follow from them."""
