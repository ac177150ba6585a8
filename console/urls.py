"""The console's addresses."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter

from console.admin import site
from console.views import (
    account,
    comparisons,
    conversation,
    corrections,
    dashboards,
    export,
    health,
    inbox,
    review,
)


class Alias:
    """An alias in an address."""

    regex = "[A-Z0-9]{5}-[A-Z0-9]{5}"

    def to_python(self, value: str) -> str:
        """Returns it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Returns it as it is."""
        return value


register_converter(Alias, "alias")

urlpatterns = [
    path("", inbox.listing, name="inbox"),
    path("views/", inbox.save_view, name="save-view"),
    path("views/<int:pk>/delete/", inbox.delete_view, name="delete-view"),
    path("samples/", inbox.draw_sample, name="draw-sample"),
    path("samples/<int:pk>/delete/", inbox.delete_sample, name="delete-sample"),
    path("conversations.<str:kind>", export.download, name="export"),
    path("conversations/<alias:alias>/", conversation.show, name="conversation"),
    path("conversations/<alias:alias>/earlier/", conversation.earlier, name="earlier"),
    path("conversations/<alias:alias>/messages/<int:pk>/", conversation.message, name="message"),
    path("conversations/<alias:alias>/change/", review.change, name="change"),
    path("conversations/<alias:alias>/erase/", review.erase, name="erase"),
    path("conversations/<alias:alias>/story/", corrections.story, name="story"),
    path("corrections/", corrections.listing, name="corrections"),
    path("corrections/undo/", corrections.undo, name="undo-correction"),
    path("corrections/patch/", corrections.patch, name="corrections-patch"),
    path("corrections/<int:pk>/", corrections.sentence, name="correct"),
    path("corrections/<int:pk>/decide/", corrections.decide, name="decide"),
    path("dashboards/", dashboards.page, name="dashboards"),
    path("dashboards/<slug:name>.csv", dashboards.table, name="dashboard-table"),
    path("comparisons/", comparisons.listing, name="comparisons"),
    path("comparisons/<int:pk>/", comparisons.show, name="comparison"),
    path("account/", account.account, name="account"),
    path("account/password/", account.Password.as_view(), name="password"),
    path("account/device/", account.confirm_device, name="confirm-device"),
    path("account/device/remove/", account.remove_device, name="remove-device"),
    path("login/", account.Entrance.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("health/", health.page, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("live", health.live, name="live"),
    path("admin/", site.urls),
]
if settings.GUIDE.oidc:
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
