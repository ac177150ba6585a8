"""Login by an OpenID provider: people are known by a verified address, and get no role by logging in."""

from __future__ import annotations

from typing import Any

from mozilla_django_oidc.auth import OIDCAuthenticationBackend


class ProviderBackend(OIDCAuthenticationBackend):
    """Makes an account without a role at the first login; an admin gives the role."""

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Takes only an address that the provider has verified."""
        return bool(super().verify_claims(claims) and claims.get("email") and claims.get("email_verified") is True)

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        """Returns the account with the address as its name."""
        return self.UserModel.objects.filter(username__iexact=claims["email"])

    def create_user(self, claims: dict[str, Any]) -> Any:
        """Makes the account, without a password."""
        user = self.UserModel.objects.create_user(claims["email"].lower(), email=claims["email"])
        user.set_unusable_password()
        user.save()
        return user

    def get_user(self, user_id: Any) -> Any:
        """Returns the account of a session, while it is active."""
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None
