"""What a visitor types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import LONGEST_TYPED


class CodeForm(forms.Form):
    """The code on a document. Whether it is one is for `verification`; here it must only be something."""

    # The browser's own bubble speaks the browser's language; ours says what to do.
    use_required_attribute = False

    code = forms.CharField(
        label=_("The code on the certificate"),
        help_text=_("Twelve characters, for example 7K4M-Q2XV-9RTB. Capital and small letters are the same."),
        max_length=LONGEST_TYPED,
        error_messages={
            "required": _("Type the code that is printed on the certificate."),
            "max_length": _("That is longer than a code. A code has twelve characters."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
