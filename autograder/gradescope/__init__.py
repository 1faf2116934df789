"""Gradescope: the zip that staff upload, what runs in its container, and a way to try both locally.

`build` makes the zip (`contents` names its files). In the container `entry` is started as root: it reads the `upload`
and the `metadata`, has each problem graded in the sandbox, and writes the `results` that `compose` makes from the
reports. `tryout` runs a zip in one of three kinds of `place`, and `show` prints what student and staff see.
"""
