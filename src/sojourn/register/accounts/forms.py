"""The forms of signing in and of roles: plain labels, no words inside the fields."""

from __future__ import annotations

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.accounts.models import Office, User
from sojourn.register.accounts.words import ROLE_WORDS


def _plain(form: forms.Form, labels: dict[str, Promise]) -> None:
    """Take the words out of the fields and put labels above them."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
        field.label = str(labels[name]) if name in labels else field.label


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Name and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the fields plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"login": _("User name"), "password": _("Password")})


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something sensitive."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the field plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"password": _("Password")})


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password and, twice, the new one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the fields plainly."""
        super().__init__(*args, **kwargs)
        _plain(
            self,
            {
                "oldpassword": _("Current password"),
                "password1": _("New password"),
                "password2": _("New password, once more"),
            },
        )


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the second factor."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the field plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"code": _("Code")})
        self.fields["code"].help_text = _("The six digits in your authenticator app, or one of your recovery codes.")


class CodeAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the second factor, in a session that began without."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the field plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"code": _("Code")})
        self.fields["code"].help_text = _("The six digits in your authenticator app, or one of your recovery codes.")


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a new authenticator app."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the field plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"code": _("Code")})
        self.fields["code"].help_text = _("The six digits that the app shows now.")


class NewKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey or security key."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Label the fields plainly."""
        super().__init__(*args, **kwargs)
        _plain(self, {"name": _("Name of the key"), "passwordless": _("Sign in with this key alone (a passkey)")})


class GrantForm(forms.Form):
    """A role for a user, and why."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_WORDS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why the user needs it"), widget=forms.Textarea(attrs={"rows": 2}))


class AccountForm(forms.Form):
    """A new account; it has no role until two people grant one."""

    username = forms.SlugField(label=_("User name"), help_text=_("Letters, digits, hyphens. It cannot be changed."))
    name = forms.CharField(label=_("Name"), max_length=150)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.order_by("name"))

    def clean_username(self) -> str:
        """Take no name that somebody has."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("An account with this user name is there already."))
        return username
