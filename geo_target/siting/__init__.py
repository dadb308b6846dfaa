"""Where to build: exact plans with their proof, the other plans that are as good, and the reasons."""
