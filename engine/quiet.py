"""What Rasa must find before it is imported."""

from __future__ import annotations

import os
import warnings

from engine import without_tensorflow

SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL": "ERROR",
    "TQDM_DISABLE": "1",
}
#: A turn's matrices are too small to be shared among threads: they wait for each other, spinning,
#: and take the time from the other processes.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def serve_on_one_thread() -> None:
    """Libraries of numbers use the thread that calls them. Before numpy is imported."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)


def quieten() -> None:
    """No telemetry, no TensorFlow, no progress bars, no chatter of libraries."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    without_tensorflow.install()
