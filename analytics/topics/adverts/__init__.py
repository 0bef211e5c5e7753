"""What do job advertisements ask for and hide?"""
