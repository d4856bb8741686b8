"""What falls with each source, and how much the conclusions owe to it."""
