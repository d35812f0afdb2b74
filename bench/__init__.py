"""The benchmarks: Atelier beside bare scripts with the same libraries, in one run, on this machine."""
