"""How tasks run: on this machine or a cluster, kept on disk, put in order."""
