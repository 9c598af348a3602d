"""The explorer: the model as one page for any browser."""
