#!/usr/bin/env python3
"""Writes Fixtures/recovery.json: scores and labels with what scikit-learn and a plain count say of them.

    pip install numpy scikit-learn
    make_fixtures.py
"""
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve


def delong(scores, known):
    """DeLong, DeLong and Clarke-Pearson (1988), as written: means of the kernel over rows and columns."""
    a, b = scores[known], scores[~known]
    kernel = (a[:, None] > b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    return float(np.sqrt(kernel.mean(1).var(ddof=1) / len(a) + kernel.mean(0).var(ddof=1) / len(b)))


def case(name, scores, known):
    false, true, _ = roc_curve(known, scores, drop_intermediate=False)
    return {
        "name": name, "scores": scores.tolist(), "known": known.tolist(),
        "auroc": float(roc_auc_score(known, scores)), "standardError": delong(scores, known),
        "falseShares": false.tolist(), "trueShares": true.tolist(),
    }


def main():
    generator = np.random.default_rng(20)
    cases = []
    known = generator.random(60) < 0.3
    cases.append(case("separate", generator.normal(size=60) + 2 * known, known))
    cases.append(case("chance", generator.normal(size=60), known))
    cases.append(case("tied", np.round(generator.normal(size=60) + known), known))
    cases.append(case("reversed", -generator.normal(size=60) - 2 * known, known))
    few = np.zeros(40, bool)
    few[[3, 17]] = True
    cases.append(case("few", generator.exponential(size=40), few))
    path = Path(__file__).parent / "Fixtures" / "recovery.json"
    path.write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
