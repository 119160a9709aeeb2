"""How do pages become listings?"""
