"""How did an official figure move through time?"""
