"""The policy written twice. This package exists so that tests/tasks does not hide tasks."""
