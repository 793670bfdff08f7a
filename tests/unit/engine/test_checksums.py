"""Models by checksum, and who refuses to start without."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import parse, serve, train
from engine.checksums import FILE, ModelRefused, check, key_file, record, sha256


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch) -> None:
    """A key of the test's own, outside the folder of models."""
    monkeypatch.setenv("MODEL_KEY_FILE", str(tmp_path / "keys" / "model_key"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A file that passes for a model."""
    path = tmp_path / "ours.tar.gz"
    path.write_bytes(b"trained")
    return path


def test_a_recorded_model_passes(model: Path) -> None:
    """Also when it is recorded twice."""
    record(model)
    record(model)
    check(model)


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With the command that makes one."""
    with pytest.raises(ModelRefused, match="engine.train"):
        check(tmp_path / "none.tar.gz")


def test_an_unrecorded_model_is_refused(model: Path) -> None:
    """Whoever put it there: with no list, and beside one that is listed."""
    with pytest.raises(ModelRefused, match="is not listed"):
        check(model)
    record(model)
    foreign = model.with_name("foreign.tar.gz")
    foreign.write_bytes(model.read_bytes())
    with pytest.raises(ModelRefused, match="is not listed"):
        check(foreign)


@pytest.mark.parametrize("content", [b"Trained", b"trained ", b"", b"traine"])
def test_an_altered_model_is_refused(model: Path, content: bytes) -> None:
    """One byte is enough."""
    record(model)
    model.write_bytes(content)
    with pytest.raises(ModelRefused, match="was changed"):
        check(model)


def test_a_folder_that_came_from_elsewhere_is_refused_list_and_all(
    model: Path, tmp_path: Path, monkeypatch
) -> None:
    """Its checksums are right, but our training did not write them; training anew mends it."""
    record(model)
    monkeypatch.setenv("MODEL_KEY_FILE", str(tmp_path / "another_key"))
    for _ in range(2):  # without a key, and with one of another installation
        with pytest.raises(ModelRefused, match="was not recorded by the training"):
            check(model)
        (tmp_path / "another_key").write_text("another")
    record(model)
    check(model)


def test_a_checksum_that_somebody_wrote_into_the_list_lets_nothing_pass(model: Path) -> None:
    """Whoever can write into the folder can replace the model and its checksum, but not sign it."""
    record(model)
    model.write_bytes(b"hostile")
    listed = json.loads((model.parent / FILE).read_text())
    listed[model.name]["sha256"] = sha256(model)
    (model.parent / FILE).write_text(json.dumps(listed))
    with pytest.raises(ModelRefused, match="was not recorded by the training"):
        check(model)


def test_the_key_lies_outside_the_folder_of_models_and_is_its_owners_alone(
    tmp_path: Path, monkeypatch
) -> None:
    """Beside it, where no setting says otherwise."""
    monkeypatch.delenv("MODEL_KEY_FILE")
    models = tmp_path / "house" / "models"
    models.mkdir(parents=True)
    model = models / "ours.tar.gz"
    model.write_bytes(b"trained")
    record(model)
    key = key_file(models)
    assert key == tmp_path / "house" / ".setup" / "model_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and len(key.read_bytes()) > 30
    check(model)


@pytest.mark.parametrize(
    "listed", ["", "{oops", "{}", '{"ours.tar.gz": ""}', '{"ours.tar.gz": {"sha256": 1}}', "[]"]
)
def test_a_spoilt_list_lets_nothing_pass(model: Path, listed: str) -> None:
    """It is as good as none, and can be written anew."""
    (model.parent / FILE).write_text(listed)
    with pytest.raises(ModelRefused):
        check(model)
    record(model)
    check(model)


def test_models_that_are_gone_are_forgotten(model: Path) -> None:
    """A file of the same name that comes later is not trusted for it."""
    record(model)
    model.unlink()
    other = model.with_name("other.tar.gz")
    other.write_bytes(b"other")
    record(other)
    assert list(json.loads((model.parent / FILE).read_text())) == ["other.tar.gz"]


def test_the_engine_does_not_start_with_a_foreign_model(model: Path, monkeypatch, capsys) -> None:
    """It ends before a byte of the model is read."""
    monkeypatch.setenv("ENGINE_TOKEN", "a-token")
    monkeypatch.setenv("TRACKER_SECRET", "a-secret")
    assert serve.main(["--port", "1", "--model", str(model)]) == 2
    assert "is not listed" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["ENGINE_TOKEN", "TRACKER_SECRET"])
def test_the_engine_does_not_start_without_a_token(
    model: Path, monkeypatch, capsys, missing: str
) -> None:
    """An open engine would obey anybody on the host; nor without what seals its records."""
    record(model)
    for name in ("ENGINE_TOKEN", "TRACKER_SECRET"):
        monkeypatch.setenv(name, "given")
    monkeypatch.delenv(missing)
    assert serve.main(["--port", "1", "--model", str(model)]) == 2
    assert missing in capsys.readouterr().err


def test_nothing_is_parsed_with_a_foreign_model(model: Path, capsys) -> None:
    """The command line is held to the same list."""
    assert parse.main(["--model", str(model)]) == 2
    assert "is not listed" in capsys.readouterr().err


def test_training_again_happens_only_for_a_model_that_does_not_pass(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    """An altered model is trained anew, a good one is kept."""
    trained: list[Path] = []

    def pretend(model: Path, _extra: Sequence[Path]) -> bool:
        trained.append(model)
        model.write_bytes(b"trained")
        return True

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(train, "_train", pretend)
    for _ in range(2):
        assert train.main(["--models", str(tmp_path)]) == 0
    assert len(trained) == 1
    model = tmp_path / trained[0].name
    check(model)
    model.write_bytes(b"altered")
    assert train.main(["--models", str(tmp_path)]) == 0
    assert len(trained) == 2
    assert str(model) in capsys.readouterr().out.splitlines()[-1]


def test_a_training_that_fails_records_nothing(tmp_path: Path, monkeypatch) -> None:
    """And its exit code says so."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(train, "_train", lambda _model, _extra: False)
    assert train.main(["--models", str(tmp_path)]) == 1
    assert not (tmp_path / FILE).exists()
