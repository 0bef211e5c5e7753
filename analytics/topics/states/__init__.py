"""How do the states differ?"""
