"""What is protected, by whom, until when?"""
