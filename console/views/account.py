"""Logging in, one's own password and second factor."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as otp_login
from django_otp import user_has_device
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from console.models import Login


class LoginForm(OTPAuthenticationFormMixin, AuthenticationForm):
    """Name, password, and the code of those who have a second factor."""

    otp_token = forms.CharField(
        required=False,
        label="Code of your authenticator app, if you use one",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Asks for the code of those who have a device."""
        cleaned: dict[str, Any] = super().clean()
        user = self.get_user()
        # Without a name or a password nobody was looked for.
        if user is not None and user_has_device(user):
            self.clean_otp(user)
        return cleaned

    def _chosen_device(self, user: Any) -> TOTPDevice | None:
        # Nobody has more than one, so nobody has to choose.
        return TOTPDevice.objects.filter(user=user, confirmed=True).first()


class Entrance(LoginView):
    """The login page."""

    template_name = "console/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **keywords: Any) -> dict[str, Any]:
        """Adds whether an OpenID provider is set."""
        return super().get_context_data(**keywords) | {"has_provider": bool(settings.GUIDE.oidc)}


class Password(PasswordChangeView):
    """Changes one's own password; after that the one-time password is forgotten."""

    template_name = "console/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Notes that nobody else knows the password any more."""
        answer = super().form_valid(form)
        Login.objects.update_or_create(user=self.request.user, defaults={"must_change_password": False})
        messages.success(self.request, "Your password is changed.")
        return answer


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Shows one's roles and second factor, with a key to set one up."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    context: dict[str, Any] = {"device": device, "roles": request.user.groups.values_list("name", flat=True)}
    if device is None:
        pending, _ = TOTPDevice.objects.get_or_create(
            user=request.user, confirmed=False, defaults={"name": "authenticator app"}
        )
        context["picture"] = segno.make(pending.config_url, error="m").svg_data_uri(scale=5, border=2)
        context["key"] = pending.config_url.partition("secret=")[2].partition("&")[0]
    return render(request, "console/account.html", context)


@require_POST
def confirm_device(request: HttpRequest) -> HttpResponse:
    """Turns the second factor on when the app shows the right code."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=False).first()
    if device is not None and device.verify_token(request.POST.get("token", "").strip()):
        device.confirmed = True
        device.save()
        otp_login(request, device)
        messages.success(request, "The second factor is on: you need a code whenever you log in.")
    else:
        messages.error(request, "That code is not right. Wait for the next one and try again.")
    return redirect("account")


@require_POST
def remove_device(request: HttpRequest) -> HttpResponse:
    """Turns the second factor off, for who knows the password."""
    if request.user.check_password(request.POST.get("password", "")):
        TOTPDevice.objects.filter(user=request.user).delete()
        messages.success(request, "The second factor is off.")
    else:
        messages.error(request, "The password is not right; the second factor stays on.")
    return redirect("account")
