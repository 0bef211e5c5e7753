"""What was understood of a file?"""
