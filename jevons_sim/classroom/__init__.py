"""Teaching: the explorer, lessons with their handouts, and class mode."""
