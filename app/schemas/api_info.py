"""Which API this is, which version, and where its documentation is (the national profile's api-info)."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.types import Day

ApiStatus = Literal["alpha", "beta", "active", "deprecated", "retired", "decommissioned"]


class ApiInfo(Wire):
    """Om API:et. About the API."""

    api_name: str = Field(examples=["sip-journal"])
    api_version: str = Field(examples=["1.0.0"])
    api_released: Day = Field(examples=["2026-11-23"])
    api_documentation: str = Field(examples=["https://sip.example.se/journal/v1/docs"])
    api_status: ApiStatus = Field(examples=["active"])
