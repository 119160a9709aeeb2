"""What is alike?"""
