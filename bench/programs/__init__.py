"""The processes of the benchmarks: Atelier, the bare scripts, the load and the studio's stub, each in its own."""
