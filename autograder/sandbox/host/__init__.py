"""The judge's side of the sandbox: starts processes, asks, and believes answers only as far as their form."""
