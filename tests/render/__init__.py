"""Tests of the renderers, on small reports made by hand."""
