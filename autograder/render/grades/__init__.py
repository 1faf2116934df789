"""The grades of a class as the tables that learning platforms import: one module for each platform."""
