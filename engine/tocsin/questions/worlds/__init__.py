"""In how many worlds each conclusion holds, if some facts may hold or not."""
