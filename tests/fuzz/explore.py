"""`make fuzz`: atheris looks for input that gets deep into the parsers and breaks them.

Each parser of `parsers.py` in a process of its own, SECONDS long (FUZZ_SECONDS, 60), with the
code of the house instrumented, so that what reaches new lines is kept and changed further. Where
atheris is not installed (it has wheels for CPython up to 3.11 on Linux), hypothesis takes its
place with FUZZ examples for each parser.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = int(os.environ.get("FUZZ_SECONDS", "60"))
#: what these parsers read runs in the desk; the engine's normaliser in the engine's environment
ENGINE = "engine's normaliser"


def main(arguments: list[str]) -> int:
    """Explore one parser (`--one NAME`), or all of them one after the other."""
    if arguments[:1] == ["--one"]:
        _explore(arguments[1])
        return 0
    try:
        import atheris  # noqa: F401
    except ImportError:
        return _hypothesis()
    from tests.fuzz.parsers import parsers

    worst = 0
    for name in (*parsers(Path("/nowhere")), ENGINE):
        python = ".venv-engine/bin/python" if name == ENGINE else sys.executable
        done = subprocess.run(
            [python, "-m", "tests.fuzz.explore", "--one", name],
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
        last = [li for li in done.stderr.splitlines() if li.startswith(("Done", "#"))][-1:]
        print(f"{name}: {'held' if done.returncode == 0 else 'BROKE'}; {' '.join(last)}")
        if done.returncode:
            print(done.stderr[-3000:], done.stdout[-500:])
        worst = max(worst, done.returncode)
    return worst


def _explore(name: str) -> None:
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        with atheris.instrument_imports(include=["frontdesk", "engine"]):
            read, seeds = _normaliser() if name == ENGINE else _parser(name, Path(folder))
        for seed in seeds:
            read(seed)  # what is loaded at the first call is no slow input
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for n, seed in enumerate(seeds):
            (corpus / str(n)).write_bytes(seed.encode())

        def once(data: bytes) -> None:
            read(data.decode("utf-8", "surrogateescape" if len(data) % 2 else "replace"))

        atheris.Setup(
            [sys.argv[0], f"-max_total_time={SECONDS}", "-max_len=4000", "-timeout=10",
             f"-artifact_prefix={folder}/", str(corpus)],
            once,
        )  # fmt: skip
        atheris.Fuzz()


def _parser(name: str, folder: Path):  # type: ignore[no-untyped-def]
    import structlog

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    from tests.fuzz.parsers import allowed, parsers

    parser = parsers(folder)[name]

    def read(text: str) -> None:
        with allowed(parser):
            parser.read(text)

    return read, parser.seeds


def _normaliser():  # type: ignore[no-untyped-def]
    from engine.understanding.gibberish import words_of
    from engine.understanding.normalise import normalise

    def read(text: str) -> None:
        for language in ("en", "es"):
            words_of(normalise(text, language))

    return read, ("do i neeeed an MRI??", "u r gr8", "¿necesito una resonancia?")


def _hypothesis() -> int:
    print("atheris is not installed: hypothesis takes its place")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=7200",
         "tests/fuzz/test_parsers.py"],
        env={"FUZZ": "20000", **os.environ},
        check=False,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
