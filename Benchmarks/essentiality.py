"""Measures the choice of modifier genes and the models beside SciPy, scikit-learn and XGBoost, in one run.

    essentiality.py PAIRWELL-BENCH REFERENCE

REFERENCE is the folder of essentiality_reference.py. One thread each; CPU seconds, medians. A ratio says how many
times faster Pairwell is.
"""
import os
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import pathlib, subprocess, sys, tempfile, time, warnings
import numpy as np
warnings.simplefilter("ignore")
bench, reference = sys.argv[1:3]
sys.path.insert(0, reference)
import essentiality_reference as R
from xgboost import XGBRegressor

folder = pathlib.Path(tempfile.mkdtemp(prefix="pairwell-essentiality-"))


def ours(*arguments):
    text = subprocess.run([bench, "essentiality", *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return {name: (float(seconds), float(found)) for name, seconds, found in
            (line.split("\t") for line in text.splitlines())}


def cpu(runs, work):
    times = []
    for _ in range(runs):
        start = time.process_time()
        found = work()
        times.append(time.process_time() - start)
    return float(np.median(times)), found


def show(name, mine, theirs, note=""):
    print(f"{name:34s}{mine * 1e3:12.3f} ms{theirs * 1e3:14.2f} ms   x {theirs / mine:10.1f}   {note}", flush=True)


print(f"{'':34s}{'Pairwell':>15s}{'Python':>17s}")
dice = np.random.default_rng(20230126)
lines, genes, targets = 900, 19_000, 500
X = np.maximum(dice.normal(4, 2, (lines, genes)), 0)
effects = np.array([.4 * (target % 3 == 0) * X[:, target] + dice.normal(0, 1, lines) for target in range(targets)])
X.tofile(folder / "x.bin"), effects.tofile(folder / "y.bin")
mine = ours("--expression", folder / "x.bin", "--effect", folder / "y.bin", "--lines", lines)
prepare, selector = cpu(1, lambda: R.FastSelector(X))
fast, _ = cpu(1, lambda: selector.select(effects.T))
slow, _ = cpu(1, lambda: R.select_features_naive(X[:, :1900], effects[0]))
show("expression prepared, 900 x 19,000", mine["prepare"][0], prepare, "reference's fast path")
show("modifiers of a target", mine["select"][0] / targets, fast / targets, "reference's fast path")
show("modifiers of a target", mine["select"][0] / targets, slow * 10, "SciPy gene by gene, 1,900 genes times 10")


def ridges():
    """All-gene RBF kernel ridge for 18,000 targets in NumPy: one eigendecomposition, penalties by leave-one-out."""
    T, held = X[:675], X[675:]
    Y = np.random.default_rng(1).normal(0, 1, (675, 18_000))
    mean, sd = T.mean(0), T.std(0) + 1e-9
    A, B = (T - mean) / sd, (held - mean) / sd
    square = lambda P, Q: np.maximum((P * P).sum(1)[:, None] + (Q * Q).sum(1) - 2 * P @ Q.T, 0) / genes
    K, k = np.exp(-square(A, A)), np.exp(-square(B, A))
    s, U = np.linalg.eigh(K)
    centre = Y.mean(0)
    projected = U.T @ (Y - centre)
    best, chosen = np.full(Y.shape[1], np.inf), np.zeros_like(projected)
    for penalty in 10.0 ** np.arange(-2, 3.01, .5):
        share = 1 / (np.maximum(s, 0) + penalty)
        dual = U @ (share[:, None] * projected)
        error = ((dual / ((U * U) @ share)[:, None]) ** 2).mean(0)
        better = error < best
        best[better], chosen[:, better] = error[better], dual[:, better]
    return (k @ chosen + centre).sum()


mine = ours("--expression", folder / "x.bin", "--lines", lines, "--kernel-targets", 18_000)
seconds, _ = cpu(1, ridges)
show("kernel of all genes, 18,000 targets", mine["kernel"][0], seconds, "NumPy, one kernel, 11 penalties by leave-one-out")

F = dice.normal(size=(900, 4))
D = np.maximum(3 + F @ dice.normal(size=(4, 17)) * .7 + dice.normal(size=(900, 17)), 0)
y = -1 / (1 + np.exp(-(3 - D[:, 0]))) + .1 * D[:, 1] - .05 * D[:, 2] + .1 * np.sin(D[:, 3]) + dice.normal(0, .3, 900)
D[:675].tofile(folder / "d.bin"), y[:675].tofile(folder / "r.bin"), D[675:].tofile(folder / "q.bin")
mine = ours("--design", folder / "d.bin", "--response", folder / "r.bin", "--query", folder / "q.bin", "--lines", 675)
split = 675 * 9 // 10


def boosted():
    for rate in (.05, .1, .2):
        model = XGBRegressor(max_depth=5, n_estimators=500, learning_rate=rate, early_stopping_rounds=40, n_jobs=1,
                             tree_method="exact", base_score=float(y[:split].mean()))
        model.fit(D[:split], y[:split], eval_set=[(D[split:675], y[split:675])], verbose=False)
    return model.predict(D[675:]).sum()


small = lambda: XGBRegressor(max_depth=3, n_estimators=150, learning_rate=.05, subsample=.7, colsample_bynode=.5, min_child_weight=5,
                             reg_lambda=2, n_jobs=1, tree_method="hist").fit(D[:675], y[:675]).predict(D[675:]).sum()
for name, runs, model in (("ols", 21, R.OLS), ("ridge", 21, R.RidgeLOO), ("lasso", 21, R.Lasso), ("knn", 21, R.KNN), ("tree", 21, R.Tree),
                          ("gp", 3, R.GP), ("gp-noise", 3, lambda: R.GP(paper=False)), ("xgboost", 3, boosted), ("small-trees", 5, small)):
    seconds, found = cpu(runs, model if name in ("xgboost", "small-trees") else
                         lambda: model().fit(D[:675], y[:675]).predict(D[675:]).sum())
    note = "" if name in ("xgboost", "small-trees", "tree") else f"sums of predictions {abs(found - mine[name][1]) / abs(found):.0e} apart"
    show(f"{name}, 675 lines x 17 modifiers", mine[name][0], seconds, note)
