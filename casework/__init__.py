"""How do confirmed hits become a case, a notice and, in the end, listings that are gone?"""
