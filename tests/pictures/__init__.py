"""Tests of the pictures: what is drawn of whom, and how."""
