"""The studios' emulator that ships with the product: real protocols, a scripted agent, real files."""
