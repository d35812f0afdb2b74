"""The product: knows people, turns, money and deliveries; no platform, studio, web or media library."""
