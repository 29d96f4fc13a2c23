#!/usr/bin/env python3
"""Writes Fixtures/tree_reference.json: the held-out accuracy of XGBoost (small, subsampled trees) and of the
NumPy network on synthetic functions that the tests make again from the same integers.

usage: make_tree_reference.py FOLDER_OF_essentiality_reference.py
"""
import json
import os
import sys

import numpy as np
import xgboost

LINES, TRAINING, COLUMNS, SCREENS = 900, 675, 17, 4


def uniforms(seed, count):
    """SplitMix64, 53 bits: the same numbers in any language."""
    state = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(float) * 2.0**-53


def bells(seed, count):
    """Nearly normal numbers: twelve uniforms added one after another, less six."""
    u = uniforms(seed, 12 * count).reshape(count, 12)
    total = u[:, 0].copy()
    for k in range(1, 12):
        total += u[:, k]
    return total - 6


def expression(seed):
    z = bells(seed, LINES * COLUMNS).reshape(LINES, COLUMNS)
    z[:, 12:] = np.maximum(z[:, 12:], 0)  # half of the lines do not express these genes
    return z


FUNCTIONS = {
    "additive": lambda z, e: 0.5 * z[:, 0] - 0.4 * z[:, 1] + 0.3 * z[:, 2] + 0.3 * z[:, 3] - 0.2 * z[:, 4] + 0.8 * e,
    "paralogue": lambda z, e: np.clip(2 * z[:, 0] + 1.6, -0.5, 0.5) + 0.2 * z[:, 1] + 0.4 * e,
    "both high": lambda z, e: -1.0 * ((z[:, 0] > 0) & (z[:, 1] > 0)) + 0.15 * z[:, 2] + 0.4 * e,
    "product": lambda z, e: 0.4 * z[:, 0] * z[:, 1] + 0.3 * z[:, 2] + 0.5 * e,
    "expressed": lambda z, e: -0.8 * (z[:, 12] > 0) + 0.3 * z[:, 13] + 0.6 * e,
}


def small_trees(seed):
    return xgboost.XGBRegressor(
        max_depth=3, n_estimators=150, learning_rate=0.05, subsample=0.7, colsample_bynode=0.5, min_child_weight=5,
        reg_lambda=2, n_jobs=1, random_state=seed, tree_method="hist", max_bin=256)


def main():
    sys.path.insert(0, sys.argv[1])
    import essentiality_reference as reference

    cases = []
    for number, (name, function) in enumerate(FUNCTIONS.items()):
        train, test = slice(0, TRAINING), slice(TRAINING, LINES)
        trees, networks = [], []
        for screen in range(SCREENS):
            z = expression(100 + number + 1000 * screen)
            y = function(z, bells(200 + number + 1000 * screen, LINES))

            def correlation(predicted):
                return float(np.corrcoef(predicted, y[test])[0, 1])

            trees += [[correlation(small_trees(s).fit(z[train], y[train]).predict(z[test])) for s in range(20)]]
            if screen == 0:
                first_value, last_response = float(z[0, 0]), float(y[-1])
                networks = [
                    correlation(reference.DNN("val_loss").fit(z[train], y[train], s).predict(z[test]))
                    for s in range(5)]
        cases.append(dict(
            name=name, first_value=first_value, last_response=last_response,
            trees_r=float(np.mean(trees)), trees_sd=float(np.std(trees, axis=1).mean()),
            network_r=float(np.mean(networks)), network_sd=float(np.std(networks))))
        print(cases[-1], flush=True)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Fixtures", "tree_reference.json")
    with open(path, "w") as file:
        json.dump(dict(
            note="held-out Pearson r: of small XGBoost trees the mean over 4 screens x 20 seeds, of the NumPy network over 5 seeds on the first screen",
            xgboost=xgboost.__version__, lines=LINES, training=TRAINING, columns=COLUMNS, screens=SCREENS, cases=cases), file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
