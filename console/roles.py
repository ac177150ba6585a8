"""The five roles: Django groups, each with its own permissions and those of the roles before it that it names."""

from __future__ import annotations

from typing import Any

VIEWER, REVIEWER, LEAD, PRIVACY, ADMIN = "viewer", "reviewer", "lead", "privacy officer", "admin"

_READS = {"view_conversation"}
_REVIEWS = _READS | {"review_conversation", "answer_visitor"}
_LEADS = _REVIEWS | {
    "assign_conversation", "export_conversation", "approve_correction",
    "add_tag", "change_tag", "delete_tag", "view_tag",
}  # fmt: skip
_GUARDS = _READS | {"erase_conversation", "view_erasure", "view_access"}
_ADMINISTERS = {
    "add_user", "change_user", "delete_user", "view_user", "view_group", "view_access", "view_erasure",
    "view_accessattempt", "delete_accessattempt",
}  # fmt: skip

ROLES = {VIEWER: _READS, REVIEWER: _REVIEWS, LEAD: _LEADS, PRIVACY: _GUARDS, ADMIN: _ADMINISTERS | _READS}


def make(**_: Any) -> None:
    """Makes the roles, or gives them back what they may; what an admin added to them is taken away."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions after migrations too, perhaps later than this runs.
    for label in ("auth", "console", "axes"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    for name, codes in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=codes, content_type__app_label__in=_LABELS))


_LABELS = ("auth", "console", "axes")
