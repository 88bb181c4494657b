"""How the style sheet of govuk-frontend was made ours: run by hand when a new version is taken in.

    python -m sojourn.register.components.vendoring govuk-frontend.min.css > static/sojourn/vendor/govuk-frontend/...

The crown, the crest and GDS Transport belong to gov.uk alone, so they go, and with them every address that the sheet
would fetch. Left and right become start and end, so that one sheet serves both directions of writing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FONT = "var(--sojourn-font,system-ui,sans-serif)"
_RULE = re.compile(r"[^{}]*\{[^{}]*\}")
_DROPPED = re.compile(r"@font-face|govuk-crest|\.govuk-footer__copyright-logo|GDS Transport['\"]?;font-style")
_SIDES = {"left": "inline-start", "right": "inline-end"}
_FOUR = re.compile(r"(?<=[{;])(margin|padding):([\w.-]+) ([\w.-]+) ([\w.-]+) ([\w.-]+?)(!important)?(?=[;}])")


def adapt(css: str) -> str:
    """Give the style sheet without fonts, crown and addresses, and with logical sides."""
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    css = re.sub(r"/\*![^*]*GDS|/\*![^*]*Copyright \(c\) 2011.*?\*/", "", css)
    css = _RULE.sub(lambda rule: "" if _DROPPED.search(rule.group()) else rule.group(), css)
    css = css.replace("GDS Transport,arial,sans-serif", FONT)
    return _without_hollow_blocks(_logical(css))


def _logical(css: str) -> str:
    css = re.sub(
        r"(?<=[{;])(margin|padding|border)-(left|right)(-color|-width|-style)?:",
        lambda found: f"{found[1]}-{_SIDES[found[2]]}{found[3] or ''}:",
        css,
    )
    css = re.sub(r"(?<=[{;])(left|right):", lambda found: f"inset-{_SIDES[found[1]]}:", css)
    css = re.sub(r"float:(left|right)", lambda found: f"float:{_SIDES[found[1]]}", css)
    css = re.sub(r"text-align:left", "text-align:start", css)
    css = re.sub(r"text-align:right", "text-align:end", css)
    return _FOUR.sub(_four_sides, css)


def _four_sides(found: re.Match[str]) -> str:
    name, top, end, bottom, start, weight = found.groups()
    weight = weight or ""
    return f"{name}-block:{top} {bottom}{weight};{name}-inline:{start} {end}{weight}"


def _without_hollow_blocks(css: str) -> str:
    return re.sub(r"@(?:media|supports)[^{}]*\{\s*\}", "", css)


if __name__ == "__main__":
    sys.stdout.write(adapt(Path(sys.argv[1]).read_text(encoding="utf-8")))
