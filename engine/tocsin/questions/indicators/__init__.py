"""What to find out next: facts whose arrival would change a conclusion."""
