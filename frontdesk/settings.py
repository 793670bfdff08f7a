"""Every setting of the product, declared once.

Values come from the environment (names as below, upper case). `python -m frontdesk settings`
lists them. Secrets are never given defaults here: in development they are generated into
`DATA_DIR/secrets`, in production a missing one is refused (see `frontdesk.secrets`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of one process. Raises `pydantic.ValidationError` on a bad value."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    frontdesk_env: Literal["development", "production"] = Field(
        "development", description="development binds loopback and makes its own secrets"
    )
    host: str = Field("127.0.0.1", description="address the patient server and console bind")
    port: int = Field(8080, ge=1, le=65535, description="port of the patient server")
    console_port: int = Field(8081, ge=1, le=65535, description="port of the staff console")
    data_dir: Path = Field(ROOT / "var", description="where data, secrets and logs are kept")
    database_url: str = Field("", description="PostgreSQL address; empty: SQLite in DATA_DIR")
    redis_url: str = Field("", description="Redis for pushes across servers; empty: one server")
    clinic_file: Path = Field(ROOT / "clinic.yml", description="the clinic's own facts")
    responses_dir: Path = Field(ROOT / "data" / "responses", description="approved wording")
    frontdesk_clock: str = Field(
        "", description="ISO time the clock starts at when DATA_DIR/clock is not there"
    )
    public_url: str = Field("", description="address visitors and providers use; empty: local")
    console_url: str = Field("", description="address staff use, for links in pages; empty: local")
    manager_email: str = Field("manager@localhost", description="address of the first account")
    staff_idle_minutes: int = Field(
        15, ge=1, le=60, description="quiet minutes after which staff are signed out"
    )
    allowed_origins: str = Field("", description="other sites that carry the widget, by comma")
    messages_per_session: str = Field(
        "20/second;600/minute", description="messages one visitor may send (library limits)"
    )
    sessions_per_address: str = Field(
        "1000/minute", description="chats that may be started from one address"
    )
    events_per_socket: str = Field("100/second", description="events of all kinds on one socket")
    sockets_per_address: int = Field(
        1000, ge=1, description="sockets one address may have open; an office may share one"
    )
    codes_per_address: str = Field(
        "20/hour", description="codes that visitors of one address may have texted"
    )
    lines_per_address: str = Field(
        "3000/minute", description="lines of the chat that may be opened from one address"
    )
    trusted_proxies: int = Field(0, ge=0, le=5, description="proxies in front that may be believed")

    engine_url: str = Field("http://127.0.0.1:5005", description="where the engine listens")
    actions_url: str = Field("http://127.0.0.1:5055", description="where the action server listens")
    worker_url: str = Field(
        "http://127.0.0.1:5056", description="where the worker tells how it is, on loopback"
    )
    store_seconds: float = Field(
        0.7, gt=0, description="longest the door waits for the store before the journal, s"
    )
    turn_seconds: float = Field(8.0, gt=0, description="longest the door waits for the engine, s")
    action_seconds: float = Field(5.0, gt=0, description="longest an action may take, s")

    smtp_host: str = Field("", description="mail server for pages and confirmations")
    smtp_port: int = Field(587, description="its port")
    smtp_user: str = Field("", description="its user name")
    smtp_tls: bool = Field(True, description="use STARTTLS")
    mail_from: str = Field("", description="sender address of mail")
    twilio_account_sid: str = Field("", description="Twilio account")
    twilio_number: str = Field("", description="the clinic's number for texts, E.164")
    twilio_api_url: str = Field("", description="another address of a Twilio-compatible endpoint")
    sms_segments_per_second: float = Field(
        1.0, gt=0, le=225, description="parts of texts that the number may send in a second"
    )
    sms_stop_replies: Literal["frontdesk", "provider"] = Field(
        "frontdesk", description="who confirms STOP, START and HELP; only one side may"
    )
    page_webhook_url: str = Field("", description="Slack-compatible webhook that pages staff")

    @property
    def production(self) -> bool:
        """Whether this is a real clinic's installation."""
        return self.frontdesk_env == "production"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the store."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'frontdesk.sqlite'}"
        scheme, _, rest = self.database_url.partition("://")
        return (
            f"postgresql+psycopg://{rest}"
            if scheme in ("postgres", "postgresql")
            else (self.database_url)
        )

    @property
    def public_base(self) -> str:
        """The address visitors reach the patient server at, without a trailing slash."""
        return (self.public_url or f"http://{_named(self.host)}:{self.port}").rstrip("/")

    @property
    def console_base(self) -> str:
        """The address staff reach the console at, without a trailing slash."""
        return (self.console_url or f"http://{_named(self.host)}:{self.console_port}").rstrip("/")


def _named(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once from the environment."""
    return Settings()
