"""What do others publish, and where do they contradict each other?"""
