"""Users, roles, tags and records in Django's admin under unfold's look; no visitor's text stands on these pages."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.sites import UnfoldAdminSite
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from console.context import navigation
from console.models import Access, Erasure, Login, Tag


class ConsoleSite(UnfoldAdminSite):
    """The admin site, for those whose role administers something."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Asks for the role, not for Django's staff mark."""
        return bool(navigation(request)["may_administer"])

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Refuses: there is one door, with its lock-out and second factor, and whoever is here went through it."""
        raise PermissionDenied

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Leads to the console's own page, the one place where a password is changed."""
        return redirect("password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Leads to the console's own page, as nothing is changed here."""
        return redirect("password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Lets unfold's own scripts run here: they make functions of strings, and set styles."""
        loose = csp_update({"script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]})
        return loose(super().admin_view(view, cacheable))


site = ConsoleSite(name="admin")


class ReadOnly(ModelAdmin):
    """Rows that nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class AccessAdmin(ReadOnly):
    """The access log."""

    list_display = ("at", "who", "what", "alias", "detail", "address")
    list_filter = ("what",)
    search_fields = ("who", "alias")
    date_hierarchy = "at"
    show_full_result_count = False


class ErasureAdmin(ReadOnly):
    """Erasures, with the store's receipts."""

    list_display = ("at", "alias", "channel", "by", "reason", "done_at", "receipt", "failure")
    search_fields = ("alias", "by", "receipt")


class TagAdmin(ModelAdmin):
    """Tags: renaming one renames it everywhere."""

    search_fields = ("name",)


class AttemptAdmin(ReadOnly):
    """Failed logins; deleting a row lets the person try again."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    fields = ("attempt_time", "username", "ip_address", "failures_since_start")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asks for the role."""
        return bool(request.user.has_perm("axes.delete_accessattempt"))


class UserAdmin(DjangoUserAdmin, ModelAdmin):
    """People and their roles; nobody gives out more than a role here."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "groups", "last_login")}),
    )
    readonly_fields = ("last_login",)
    list_display = ("username", "email", "is_active", "roles", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Shows the few roles as boxes to tick."""
        boxes = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **(options | {"widget": boxes}))

    def roles(self, user: User) -> str:
        """The names of a person's roles."""
        return ", ".join(group.name for group in user.groups.all()) or ("everything" if user.is_superuser else "none")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keeps those who may everything out of the hands of those who may less."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As for changes."""
        return self.has_change_permission(request, obj) and bool(super().has_delete_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Makes a new person change the password that somebody else chose."""
        super().save_model(request, obj, form, change)
        if not change:
            _is_known_to_others(obj.pk)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Makes the person change the password that somebody else set."""
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302 and str(request.user.pk) != id:
            _is_known_to_others(int(id))
        return answer


def _is_known_to_others(user: int) -> None:
    Login.objects.update_or_create(user_id=user, defaults={"must_change_password": True})


class GroupAdmin(DjangoGroupAdmin, ReadOnly):
    """The roles and what they may: fixed by the program."""

    list_display = ("name",)


site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
site.register(Tag, TagAdmin)
site.register(Access, AccessAdmin)
site.register(Erasure, ErasureAdmin)
site.register(AccessAttempt, AttemptAdmin)
