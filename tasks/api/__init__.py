"""The tasks room by API, a file for each thing: the same acts, rules and reasons as its pages."""
