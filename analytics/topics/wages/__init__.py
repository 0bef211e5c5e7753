"""What must a clerk be paid by law?"""
