"""Git for repositories that a program makes for itself: no user's name, key or hooks."""

_SETTINGS = {
    "user.name": "nobody",
    "user.email": "nobody@example.org",
    "commit.gpgsign": "false",
    "core.hooksPath": "/dev/null",
}
GIT = ("git", *(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")))
