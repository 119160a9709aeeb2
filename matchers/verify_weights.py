"""provisional"""
BIAS = -6.0
WEIGHTS: dict[str, float] = {"cells": 4.0, "texture": 6.0, "tone": 2.0}
