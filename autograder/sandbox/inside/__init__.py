"""The student's side: what runs in the fork server and in a student's process. Knows nothing about the course."""
