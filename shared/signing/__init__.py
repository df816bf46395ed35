"""What intake signs of a nomination, and how levels find out that it did."""
