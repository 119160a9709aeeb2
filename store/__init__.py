"""What is kept, and how is it found again?"""
