"""Agent-based model of the Jevons paradox in AI: does cheaper inference save energy, or use more?"""

__version__ = "0.1.0"
