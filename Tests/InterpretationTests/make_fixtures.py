"""Writes Fixtures/reference.json: hypergeometric tails by exact integers, tests by SciPy, components by NumPy.

Needs NumPy and SciPy; run in this folder.
"""
import json
from fractions import Fraction
from itertools import product
from math import comb
import numpy as np
import scipy.stats as st

rng = np.random.default_rng(7)
out = {}

tails = []
for k, N, K, n in [(1, 19000, 3, 17), (5, 19000, 120, 40), (12, 19000, 500, 40), (40, 19000, 500, 40), (20, 19000, 20, 60),
                   (30, 19000, 30, 30), (60, 19000, 9000, 120), (45, 19000, 9000, 120), (3, 50, 40, 45), (36, 50, 40, 45),
                   (2, 19000, 4000, 3), (90, 200, 100, 100), (2, 60000, 15, 50), (0, 10, 5, 5), (6, 10, 5, 5), (1, 10, 0, 5)]:
    total = comb(N, n)
    sf = Fraction(sum(comb(K, i) * comb(N - K, n - i) for i in range(max(k, 0), min(K, n) + 1)), total)
    # a fraction keeps far tails that a product of floats would lose
    tails.append(dict(k=k, population=N, marked=K, drawn=n, sf=float(sf)))
out["hypergeometric"] = tails

chances = [0.001, 0.3, 0.05, 0.9, 0.0, 1.0, 0.02]
exact = [Fraction(0)] * (len(chances) + 1)
for bits in product([0, 1], repeat=len(chances)):
    term = Fraction(1)
    for b, c in zip(bits, chances):
        term *= Fraction(c) if b else 1 - Fraction(c)
    exact[sum(bits)] += term
out["poissonBinomial"] = dict(chances=chances, mass=[float(v) for v in exact])

pairs = []
for n, shift, digits in [(8, .5, 3), (14, .2, 1), (14, 0, 0), (30, .3, 3), (50, .1, 4), (80, .2, 3), (200, .05, 1)]:
    a = np.round(rng.normal(size=n), digits); b = np.round(a + rng.normal(shift, 1, n), digits)
    d = b - a; nz = d[d != 0]; ranks = st.rankdata(np.abs(nz))
    w = st.wilcoxon(d, method="asymptotic", correction=False).pvalue
    exact_p = None
    if len(nz) <= 20:
        plus = ranks[nz > 0].sum(); least = min(plus, ranks.sum() - plus)
        sums = sum(np.dot(s, ranks) <= least + 1e-9 for s in product([0, 1], repeat=len(nz)))
        exact_p = min(1.0, 2 * sums / 2 ** len(nz))
    elif len(nz) <= 50 and len(set(np.abs(nz))) == len(nz):
        exact_p = st.wilcoxon(d, method="exact").pvalue
    pairs.append(dict(a=a.tolist(), b=b.tolist(), wilcoxon=exact_p if len(nz) <= 50 else w, exact=len(nz) <= 50,
                      sign=st.binomtest(int((nz > 0).sum()), len(nz)).pvalue,
                      paired=[float(v) for v in st.ttest_rel(b, a)], unpaired=[float(v) for v in st.ttest_ind(b, a)],
                      welch=[float(v) for v in st.ttest_ind(b, a, equal_var=False)]))
out["pairs"] = pairs

X = rng.normal(size=(14, 30)); X[:, 5] = 2.0; Y = X[:, :4] @ rng.normal(size=(4, 8)) + rng.normal(size=(14, 8)); Xn = rng.normal(size=(3, 30))
Y[2, 3] = np.nan; X[4, 9] = np.nan; Xn[1, 2] = np.nan
def standard(M, mean, sd):
    return np.where(np.isnan(M), 0, (M - mean) * np.where(sd > 0, 1 / np.where(sd > 0, sd, 1), 0))
mx, sx, my, sy = np.nanmean(X, 0), np.nanstd(X, 0), np.nanmean(Y, 0), np.nanstd(Y, 0)
Z, T, Zn = standard(X, mx, sx), standard(Y, my, sy), standard(Xn, mx, sx)
Ux, Sx, Vx = np.linalg.svd(Z, full_matrices=False); Uy, Sy, Vy = np.linalg.svd(T, full_matrices=False)
kx, ky, pairs_kept = 6, 4, 2
A, rho, B = np.linalg.svd(Ux[:, :kx].T @ Uy[:, :ky])
scores = (Zn @ Vx[:kx].T / Sx[:kx]) @ A[:, :pairs_kept] * rho[:pairs_kept] @ B[:pairs_kept]
canonical = scores * Sy[:ky] @ Vy[:ky] * sy + my
penalty = 0.05
w = penalty * Z.shape[0] * Z.shape[1]
ridge = Zn @ Z.T @ np.linalg.solve(Z @ Z.T + w * np.eye(len(Z)), T) * sy + my
null = lambda M: [[None if np.isnan(v) else float(v) for v in r] for r in M]
out["components"] = dict(expression=null(X), effect=null(Y), unseen=null(Xn), expressionComponents=kx, effectComponents=ky, pairs=pairs_kept,
                         correlations=rho[:pairs_kept].tolist(), canonical=canonical.tolist(), penalty=penalty, ridge=ridge.tolist())
json.dump(out, open("Fixtures/reference.json", "w"), indent=0)
