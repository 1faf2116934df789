"""What confines a student's process: limits, system calls, files."""
