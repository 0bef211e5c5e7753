"""Which city pays more for the same work?"""
