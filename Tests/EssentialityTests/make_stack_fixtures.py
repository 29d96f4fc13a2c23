"""Writes Fixtures/stack.json: the parts of the default predictor, computed plainly in double precision.

Run as `python3 make_stack_fixtures.py` beside `Fixtures/toy_*.csv`; needs NumPy and SciPy. The data are synthetic.
"""
import csv
import json
import pathlib

import numpy as np
from scipy.stats import rankdata

FOLDER = pathlib.Path(__file__).parent / "Fixtures"
KERNEL_GRID = 10.0 ** np.arange(-2.5, 2.51, 0.5)
RIDGE_GRID = 10.0 ** np.arange(-2, 2.01, 0.5)
BREADTH = 0.1


class Kernel:
    def __init__(self, expression, lineages):
        self.reference = np.sort(expression, 1).mean(0)
        normalised = self.normalised(expression)
        self.means, sds = normalised.mean(0), normalised.std(0)
        self.kept = sds > 0.05
        self.scales = np.sqrt(sds[self.kept])
        self.z = (normalised[:, self.kept] - self.means[self.kept]) / self.scales
        self.squares = (self.z**2).sum(1)
        self.mean_square = self.squares.mean()
        self.lineages = lineages
        distances = self.squared_distances(self.z)
        self.median = np.median(distances[np.triu_indices(len(expression), 1)])
        self.distances = distances / self.median

    def normalised(self, expression):
        places = np.arange(len(self.reference))
        return np.array([np.interp(rankdata(line) - 1, places, self.reference) for line in expression])

    def squared_distances(self, z):
        return np.maximum((z**2).sum(1)[:, None] + self.squares - 2 * z @ self.z.T, 0)

    def against(self, expression, lineages):
        z = (self.normalised(expression)[:, self.kept] - self.means[self.kept]) / self.scales
        near = np.exp(-(distances := self.squared_distances(z) / self.median))
        kin = (lineages[:, None] == self.lineages) & (self.lineages != "")
        similarity = near + np.exp(-4 * distances) + 0.3 * (z @ self.z.T) / self.mean_square + 0.1 * kin
        return similarity, distances


def nearness(distances, leaving_self=False):
    rows = []
    for place, row in enumerate(distances):
        others = np.delete(row, place) if leaving_self else row
        rows.append(np.sort(others)[:10].mean())
    return np.array(rows)


def pooled_penalties(errors, counts):
    """`errors`: grid x targets."""
    logs = np.log(np.maximum(errors, 1e-12))
    pooled = logs[:, counts].mean(1) if counts.any() else 0 * logs[:, 0]
    return np.round(logs + pooled[:, None], 10).argmin(0)


def kernel_fit(gram, effect):
    lines = len(gram)
    mean = effect.mean(0)
    centred = effect - mean
    variance = np.maximum(effect.var(0), 1e-300)
    values, vectors = np.linalg.eigh(gram)
    values = np.maximum(values, 0)
    along = vectors.T @ centred
    left_out, errors = [], []
    for penalty in KERNEL_GRID:
        share = values / (values + penalty)
        leverage = vectors**2 @ share + 1 / lines
        residual = (centred - vectors @ (share[:, None] * along)) / np.maximum(1 - leverage, 1e-6)[:, None]
        left_out.append(effect - residual)
        errors.append((residual**2).mean(0) / variance)
    errors = np.array(errors)
    chosen = pooled_penalties(errors, np.ones(effect.shape[1], bool))
    duals = [vectors @ (along[:, t] / (values + KERNEL_GRID[b])) for t, b in enumerate(chosen)]
    kept = [left_out[b][:, t] for t, b in enumerate(chosen)]
    return dict(errors=errors.T, penalties=chosen, duals=np.array(duals), leftOut=np.array(kept), means=mean)


def ridge_path(design, response, others):
    lines = len(response)
    centre, sd = design.mean(0), np.maximum(design.std(0), 1e-9)
    left, values, right = np.linalg.svd((design - centre) / sd, full_matrices=False)
    mean = response.mean()
    along = left.T @ (response - mean)
    errors, predictions = [], []
    for share in RIDGE_GRID:
        kept = values**2 / (values**2 + share * lines)
        leverage = left**2 @ kept + 1 / lines
        residual = (response - mean - left @ (kept * along)) / np.maximum(1 - leverage, 1e-6)
        errors.append((residual**2).mean() / response.var())
        slopes = right.T @ (values / (values**2 + share * lines) * along)
        predictions.append(mean + (others - centre) / sd @ slopes)
    return errors, predictions


def non_negative_optimum(squares, cross):
    size, best = len(cross), 0.0
    optimum = np.zeros(size)
    for choice in range(1, 1 << size):
        members = [i for i in range(size) if choice >> i & 1]
        solved = np.linalg.solve(squares[np.ix_(members, members)], cross[members])
        value = -0.5 * cross[members] @ solved
        if (solved < 0).any() or value >= best - 1e-15:
            continue
        best, optimum = value, np.zeros(size)
        optimum[members] = solved
    return optimum


def stack_weights(predictions, effect, has_modifiers):
    """`predictions`: models x lines x targets."""
    mean, variance = effect.mean(0), np.maximum(effect.var(0), 1e-300)
    centred = predictions - mean
    squares = np.einsum("ant,bnt->tab", centred, centred) / variance[:, None, None]
    cross = np.einsum("ant,nt->ta", centred, effect - mean) / variance[:, None]
    weights = np.tile([1.0, 0, 0], (effect.shape[1], 1))
    if has_modifiers.any():
        summed = squares[has_modifiers].sum(0) + 1e-6 * np.eye(3)
        common = non_negative_optimum(summed, cross[has_modifiers].sum(0))
        firmness = 1 / BREADTH**2
        for target in np.flatnonzero(has_modifiers):
            weights[target] = non_negative_optimum(
                squares[target] + firmness * np.eye(3), cross[target] + firmness * common
            )
    return weights


def numbers(name, wanted=None):
    with open(FOLDER / name, newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])


def plain(value):
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    return value.item() if isinstance(value, np.generic) else value


def main():
    generator = np.random.default_rng(20)
    expression, effect = numbers("toy_expression.csv"), numbers("toy_effect.csv")
    with open(FOLDER / "toy_model.csv", newline="") as file:
        lineages = np.array([row[2] for row in list(csv.reader(file))[1:]])
    lineages[[3, 35]] = ""
    training, others = np.arange(30), np.arange(30, 40)

    tied = np.array(
        [[0, 0, 3, 1, 2, 2, 2, 9], [5, 4, 3, 2, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1], [0, 7, 2, 7, 4, 6, 1, 3]], float
    )
    ties = Kernel(tied, np.array([""] * 4))

    kernel = Kernel(expression[training], lineages[training])
    gram, _ = kernel.against(expression[training], lineages[training])
    similarity, distances = kernel.against(expression[others], lineages[others])
    complete = np.flatnonzero(~np.isnan(effect).any(0))
    fit = kernel_fit(gram, effect[np.ix_(training, complete)])

    ridges = []
    for target, columns in [(0, [14, 15, 16, 42, 40]), (1, [3]), (4, list(range(0, 40)))]:
        errors, predictions = ridge_path(
            expression[np.ix_(training, columns)], effect[training, target], expression[np.ix_(others, columns)]
        )
        ridges.append(dict(target=target, columns=columns, errors=errors, predictions=predictions))

    pooled = []
    for counts in ([True] * 6, [True, False, True, False, False, True], [False] * 6):
        errors = np.exp(generator.normal(size=(9, 6)))
        errors[:, 2] = 1
        errors[:, 4] = 0
        choice = pooled_penalties(errors, np.array(counts))
        pooled.append(dict(errors=errors.T, counts=counts, penalties=choice))

    measured = generator.normal(size=(25, 6)) + 3
    noise = generator.normal(size=(3, 25, 6)) * np.array([1, 0.8, 1.5])[:, None, None]
    predictions = 3 + 0.4 * (measured - 3) + 0.3 * noise
    predictions[2, :, 5] = 6 - predictions[2, :, 5]
    stacks = []
    for has in ([True] * 6, [True, False, True, True, False, True], [False] * 6):
        weights = stack_weights(predictions, measured, np.array(has))
        stacks.append(dict(hasModifiers=has, weights=weights))

    optima = []
    for _ in range(40):
        root = generator.normal(size=(5, 3))
        squares, cross = root.T @ root, generator.normal(size=3)
        optima.append(dict(squares=squares.ravel(), cross=cross, optimum=non_negative_optimum(squares, cross)))

    result = dict(
        note="make_stack_fixtures.py; synthetic data. Lines 0-29 of the toy files are learnt from, 30-39 are others.",
        tolerance=dict(single=1e-6, double=1e-9),
        lineages=lineages,
        ties=dict(values=tied, reference=ties.reference, normalised=ties.normalised(tied)),
        kernel=dict(
            genes=np.flatnonzero(kernel.kept),
            reference=kernel.reference,
            median=kernel.median,
            meanSquare=kernel.mean_square,
            gram=gram,
            distances=kernel.distances,
            nearness=nearness(kernel.distances, True),
            otherGram=similarity,
            otherDistances=distances,
            otherNearness=nearness(distances),
        ),
        targets=complete,
        fit=fit,
        otherPredictions=fit["means"] + similarity @ fit["duals"].T,
        ridges=ridges,
        pooled=pooled,
        measured=measured.T,
        predictions=predictions.transpose(2, 0, 1),
        stacks=stacks,
        optima=optima,
    )
    (FOLDER / "stack.json").write_text(json.dumps(plain(result)) + "\n")


if __name__ == "__main__":
    main()
