"""The market around pay: the tables that several topics read, and its pulse in a few sentences."""
