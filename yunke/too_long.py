"""One wording of "too long" for every form and model: the limit, the length, and how many characters are too many.

Django's own sentence knows no difference to take away. The field is named by what stands around it: its label, and
the summary's line. A field with words of its own (``error_messages["max_length"]``) keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.validators import MaxLengthValidator
from django.utils.translation import ngettext


class TooLong:
    """Stands where Django keeps the validator's message and is filled in as that is: by ``%``, in the reader's language."""

    def __mod__(self, told: Mapping[str, int]) -> str:
        limit, length = told["limit_value"], told["show_value"]
        words = ngettext(
            "最多 %(limit)s 个字，现在 %(length)s 个，多了 %(over)s 个。",
            "最多 %(limit)s 个字，现在 %(length)s 个，多了 %(over)s 个。",
            limit,
        )
        return words % {"limit": limit, "length": length, "over": length - limit}


def install() -> None:
    MaxLengthValidator.message = TooLong()  # type: ignore[assignment]
