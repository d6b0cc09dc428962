"""Private files: photos, bank files, imports. No URL leads to them; an authorised view reads them."""

from typing import Any, NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files outside the web root, readable by the server's own account alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        super().__init__(*args, **(modes | kwargs))

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no URL; serve them through an authorised view.")
