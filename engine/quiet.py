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


def quieten() -> None:
    """No telemetry, no TensorFlow, no progress bars, no chatter of libraries."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    without_tensorflow.install()
