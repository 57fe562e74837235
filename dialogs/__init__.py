"""The public door of the dialog engine."""
