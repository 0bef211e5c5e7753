"""What do more years, the next role or a skill pay?"""
