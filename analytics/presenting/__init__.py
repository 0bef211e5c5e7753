"""What topics share to present their answers: exhibits, words, the style of charts, tables, downloads."""
