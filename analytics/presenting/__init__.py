"""Shared presentation of answers: exhibits, words, chart style, tables, downloads."""
