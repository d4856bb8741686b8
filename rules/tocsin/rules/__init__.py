"""What follows from what: rule packs as data, read with their places and checked."""
