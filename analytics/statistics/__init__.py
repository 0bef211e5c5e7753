"""Rows → numbers."""
