"""How a control of a form is drawn at the person's door: ``{% load portal_fields %}``."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def plain_control(field: BoundField) -> SafeString:
    """Draw the control of a field, and point to its hint and its error."""
    parts = (("hint", field.help_text), ("error", field.errors))
    described = " ".join(f"{field.auto_id}-{part}" for part, there in parts if there)
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return mark_safe(field.as_widget(attrs=attrs))  # noqa: S308 - Django has escaped it
