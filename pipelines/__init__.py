"""How do listings become hits?"""
