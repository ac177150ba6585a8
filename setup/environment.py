"""The process environment of everything that the set-up starts."""

from __future__ import annotations

import os

from setup.terminal import PROJECT

# Set for every process; a variable that the user has set wins, but for the first.
_DEFAULTS = {
    # Three: errors only. TensorFlow comes with Rasa and is of no use here.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "MPLBACKEND": "Agg",
    "PYTHONUNBUFFERED": "1",
    # Warnings that Rasa's pinned dependencies raise about one another; nobody here can act on them.
    "PYTHONWARNINGS": ",".join(
        f"ignore{rule}"
        for rule in (
            "::DeprecationWarning",
            "::PendingDeprecationWarning",
            "::FutureWarning",
            ":pkg_resources",
        )
    ),
}


def quiet_environment() -> dict[str, str]:
    """Returns the environment for a child: no telemetry, no noise, our packages importable from anywhere."""
    result = _DEFAULTS | dict(os.environ)
    result["RASA_TELEMETRY_ENABLED"] = "false"
    result["PYTHONPATH"] = os.pathsep.join([str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return result
