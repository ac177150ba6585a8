"""Multinomial logistic regression with an L2 penalty, fitted in float32 on dense features."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

# Larger than scikit-learn's default of 1, which crushes features of length 1 (measured: 0.82 against 0.86).
STRENGTH = 20.0
# Beside the neighbours, cross-validated accuracy is 0.799 with 40 steps and with 80, 0.794 with 20.
_STEPS = 40


def fit(features: np.ndarray, labels: np.ndarray, classes: int, strength: float = STRENGTH) -> np.ndarray:
    """Returns the weights (features + 1, classes), float32, the last row being the intercept.

    Features are (examples, features), labels (examples,) whole numbers below `classes`. Minimises `strength`
    times the cross-entropy plus half the squared weights, as scikit-learn's LogisticRegression does, but in
    float32.
    """
    features = np.ascontiguousarray(features, dtype=np.float32)
    turned = np.ascontiguousarray(features.T)
    rows = np.arange(len(labels))
    width = features.shape[1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(width + 1, classes).astype(np.float32)
        logits = features @ weights[:-1] + weights[-1]
        logits -= logits.max(axis=1, keepdims=True)
        shares = np.exp(logits)
        sums = shares.sum(axis=1)
        entropy = float((np.log(sums) - logits[rows, labels]).sum(dtype=np.float64))
        shares /= sums[:, None]
        shares[rows, labels] -= 1
        gradient = np.empty_like(weights)
        gradient[:-1] = turned @ shares * strength + weights[:-1]
        gradient[-1] = shares.sum(axis=0) * strength
        penalty = 0.5 * float(np.square(weights[:-1], dtype=np.float64).sum())
        return strength * entropy + penalty, gradient.ravel().astype(np.float64)

    start = np.zeros((width + 1) * classes)
    options = {"maxiter": _STEPS, "ftol": 1e-7, "gtol": 1e-3 * strength}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(width + 1, classes).astype(np.float32)
