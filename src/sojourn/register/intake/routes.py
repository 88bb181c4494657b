"""The routes by which records come in."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router

from sojourn.register.door.acting import Acting
from sojourn.register.intake.auth import FeedKeyAuth
from sojourn.register.intake.messages import read_message_body
from sojourn.register.intake.schemas import Problem, RowOutcome, request_body
from sojourn.register.intake.take_in import Outcome
from sojourn.register.intake.together import Together
from sojourn.register.live.waiting import wait_answered
from sojourn.register.operate.pressure import check_pressure
from sojourn.register.store.row_shape import Source

router = Router(tags=["records in"], auth=FeedKeyAuth())

Country = Annotated[
    str | None,
    Field(
        pattern="^[A-Z]{3}$",
        description="Alpha-3, for PAXLST only: the country whose border it is about. Default: the recipient's.",
    ),
]

_RESPONSES = {
    200: list[RowOutcome],
    400: Problem,
    401: Problem,
    403: Problem,
    413: Problem,
    415: Problem,
    429: Problem,
    503: Problem,
}


@router.post(
    "/movements",
    operation_id="take_in_movements",
    summary="Take in movements",
    response=_RESPONSES,
    openapi_extra=request_body("movement", edifact=True),
)
def post_movements(
    request: HttpRequest,
    country: Country = None,
) -> list[Outcome]:
    """Take in movements of the key's feed: a JSON array, NDJSON, or PAXLST messages as they are.

    At most 10,000 rows. Each row has its own outcome; sending the same message again changes nothing.
    """
    return _take_in(request, "movement", country)


@router.post(
    "/facts",
    operation_id="take_in_facts",
    summary="Take in facts",
    response=_RESPONSES,
    openapi_extra=request_body("fact", edifact=False),
)
def post_facts(request: HttpRequest) -> list[Outcome]:
    """Take in facts of the key's feed: a JSON array or NDJSON.

    At most 10,000 rows. Each row has its own outcome; sending the same message again changes nothing.
    """
    return _take_in(request, "fact", None)


def _take_in(request: HttpRequest, source: Source, country: str | None) -> list[Outcome]:
    check_pressure()
    acting: Acting = request.auth  # type: ignore[attr-defined]  # ninja puts there what FeedKeyAuth gave
    message = read_message_body(source, acting.name, request.content_type or "", request.body, country)
    taken = _TOGETHER.append(acting, message)
    wait_answered(taken.pending)
    return taken.outcomes[0]


_TOGETHER = Together()
