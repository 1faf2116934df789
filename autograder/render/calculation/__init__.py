"""A calculation as one piece of HTML: a picture and its steps, which a slider goes through where scripts run."""
