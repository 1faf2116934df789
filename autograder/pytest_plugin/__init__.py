"""The pytest plugin: each question of a notebook or script is a test. And what a repository on GitHub needs for it."""
