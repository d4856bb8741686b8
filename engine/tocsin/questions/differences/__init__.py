"""What would be otherwise: one case changed, or two side by side, and the causes of each difference."""
