"""The judge's side of the sandbox: starts processes, makes calls and checks the form of the answers."""
