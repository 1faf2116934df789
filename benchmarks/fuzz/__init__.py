"""Fuzzing: what faces bytes of a student or a typing error of the staff, fed with whatever a fuzzer comes up with."""
