"""Makes hostile text safe to show: control, bidirectional and surrogate characters, length, CSV formulas."""
