"""``python -m jevons_sim`` is the same as ``jevons``."""

from jevons_sim.cli import main

if __name__ == "__main__":
    main()
