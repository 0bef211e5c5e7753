"""How was a file interpreted?"""
