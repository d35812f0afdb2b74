"""Everything outside: one package per system, each implementing a contract of `bot`."""
