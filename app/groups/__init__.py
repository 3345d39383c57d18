"""Groups of people, and who belongs to them."""
