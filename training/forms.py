"""What a question's page sends."""

from django import forms


class AnswerForm(forms.Form):
    """``option`` is the place an option is shown at, from 0; nothing chosen is no fault."""

    option = forms.IntegerField(required=False, min_value=0)
    look_again = forms.BooleanField(required=False)
