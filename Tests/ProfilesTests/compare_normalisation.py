#!/usr/bin/env python3
"""What pycytominer and EFAAR make of the wells of Fixtures/normalisation.json.

Without arguments: computes every case anew and compares it with what the fixture holds (exit code 1 where a
number differs by more than 1e-9). With --write: writes the fixture.

Needs numpy, pandas, scipy, scikit-learn, pycytominer 1.7 and efaar_benchmarking 1.0 (installed without its
dependencies: of those only the ones named here are used by the functions compared).

Wells go in centred on the controls of their plate, because that is how both are used after plate-wise
normalisation, and because Pairwell's zero is always the plate's controls. The MAD of pycytominer also moves wells
to the median: its controls' mean is taken away again, plate by plate.
"""

import importlib.metadata
import importlib.util
import json
import pathlib
import sys
import types

import numpy as np
import pandas as pd
import pycytominer
from scipy import linalg

FIXTURE = pathlib.Path(__file__).parent / "Fixtures" / "normalisation.json"
CONTROL = "control"


def efaar():
    """The module efaar_benchmarking.efaar, with a stand-in for scvi, which it imports and we do not need."""
    stand_in = types.ModuleType("scvi.model")
    stand_in.SCVI = None
    sys.modules.setdefault("scvi", types.ModuleType("scvi"))
    sys.modules.setdefault("scvi.model", stand_in)
    package = importlib.util.find_spec("efaar_benchmarking")
    path = pathlib.Path(package.submodule_search_locations[0]) / "efaar.py"
    spec = importlib.util.spec_from_file_location("efaar_functions", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def simulate(seed, rounds, plates, controls, samples, features):
    """Wells of plates with offsets, rounds with covariances of their own, and treated wells far off."""
    random = np.random.default_rng(seed)
    spread = np.geomspace(4, 0.3, features)
    rows = []
    for batch in range(1, rounds + 1):
        mixing = np.eye(features) + 0.35 * random.normal(size=(features, features)) / np.sqrt(features)
        gain = np.exp(0.2 * random.normal(size=features))
        for plate in range(plates):
            offset = 2 * random.normal(size=features)
            for well in range(controls + samples):
                is_control = well < controls
                value = (random.normal(size=features) * spread) @ mixing * gain + offset + 10
                if not is_control:
                    value = value + 3 * random.normal(size=features) * spread
                rows.append(
                    {
                        "plate": f"R{batch}P{plate + 1}",
                        "round": batch,
                        "role": CONTROL if is_control else "sample",
                        "values": [round(float(number), 6) for number in value],
                    }
                )
    return rows


def centred(wells):
    values = np.array([well["values"] for well in wells])
    for plate in sorted({well["plate"] for well in wells}):
        here = np.array([well["plate"] == plate for well in wells])
        controls = here & is_control(wells)
        values[here] -= values[controls].mean(axis=0)
    return values


def is_control(wells):
    return np.array([well["role"] == CONTROL for well in wells])


def groups(wells, scope):
    if scope == "campaign":
        return ["all"] * len(wells)
    return [str(well["plate" if scope == "plate" else "round"]) for well in wells]


def pycytominer_normalised(wells, scope, **options):
    values = centred(wells)
    names = [f"f{place}" for place in range(values.shape[1])]
    result = np.empty_like(values)
    keys = np.array(groups(wells, scope))
    for key in sorted(set(keys)):
        here = keys == key
        frame = pd.DataFrame(values[here], columns=names)
        frame["Metadata_role"] = [well["role"] for well in np.array(wells, dtype=object)[here]]
        found = pycytominer.normalize(
            frame,
            features=names,
            meta_features=["Metadata_role"],
            samples=f"Metadata_role == '{CONTROL}'",
            **options,
        )
        columns = [name for name in found.columns if not name.startswith("Metadata_")]
        result[here] = found[columns].to_numpy()
    if options["method"] == "mad_robustize":
        for plate in sorted({well["plate"] for well in wells}):
            here = np.array([well["plate"] == plate for well in wells])
            result[here] -= result[here & is_control(wells)].mean(axis=0)
    return result


def efaar_tvn(wells, scope):
    metadata = pd.DataFrame({"role": [w["role"] for w in wells], "group": groups(wells, scope)})
    batch = None if scope == "campaign" else "group"
    return efaar().tvn_on_controls(centred(wells), metadata, "role", CONTROL, batch)


def efaar_centre_scale(wells, scope):
    metadata = pd.DataFrame({"role": [w["role"] for w in wells], "group": groups(wells, scope)})
    batch = None if scope == "campaign" else "group"
    return efaar().centerscale_on_controls(centred(wells), metadata, "role", CONTROL, batch)


def tvn_since_november_2024(wells, scope):
    """What EFAAR's repository does since its pull request 87; no release on PyPI has it.

    Written from its description with numpy: scale by the SD of all controls, principal components of controls,
    scale by the SD of each batch's controls, then (C_batch + I/2)^-1/2 (C_all + I/2)^1/2.
    """
    values = centred(wells)
    controls = is_control(wells)
    values = (values - values[controls].mean(axis=0)) / values[controls].std(axis=0)
    mean = values[controls].mean(axis=0)
    _, _, components = np.linalg.svd(values[controls] - mean, full_matrices=False)
    peaks = components[np.arange(len(components)), np.abs(components).argmax(axis=1)]
    values = (values - mean) @ (components * np.sign(peaks)[:, None]).T
    keys = np.array(groups(wells, scope))
    for key in sorted(set(keys)):
        here = keys == key
        own = values[here & controls]
        values[here] = (values[here] - own.mean(axis=0)) / own.std(axis=0)
    if scope == "campaign":
        return values
    half = 0.5 * np.eye(values.shape[1])
    target = linalg.sqrtm(np.cov(values[controls], rowvar=False) + half)
    for key in sorted(set(keys)):
        here = keys == key
        source = np.cov(values[here & controls], rowvar=False) + half
        values[here] = values[here] @ np.linalg.inv(linalg.sqrtm(source)) @ target
    return values


SPHERINGS = {"sphere-pca": "PCA", "sphere-zca": "ZCA", "sphere-pca-cor": "PCA-cor", "sphere-zca-cor": "ZCA-cor"}


def cases(screens):
    """(screen, normalisation, scope, epsilon, compared, embeddings of all wells)"""
    full, few = screens["full"], screens["few"]
    for scope in ["plate", "batch", "campaign"]:
        yield "full", "standardise", scope, 0, "values", pycytominer_normalised(full, scope, method="standardize")
        yield "full", "standardise", scope, 0, "values", efaar_centre_scale(full, scope)
        yield "full", "robust-mad", scope, 0, "values", pycytominer_normalised(full, scope, method="mad_robustize")
        for name, method in SPHERINGS.items():
            if "pca" in name and scope != "campaign":
                continue  # each plate's or batch's components are its own: Pairwell refuses
            for epsilon in [1e-6, 0.5]:
                options = {"method": "spherize", "spherize_method": method, "spherize_epsilon": epsilon}
                # Signs of components are anybody's: distances and angles between wells are not.
                compared = "products" if "PCA" in method else "values"
                yield "full", name, scope, epsilon, compared, pycytominer_normalised(full, scope, **options)
        yield "full", "tvn@1", scope, 0, "values", efaar_tvn(full, scope)
        yield "full", "tvn@2", scope, 0, "values", tvn_since_november_2024(full, scope)
    for name, method in SPHERINGS.items():
        options = {"method": "spherize", "spherize_method": method}
        compared = "products" if "PCA" in method else "values"
        yield "few", name, "campaign", 1e-6, compared, pycytominer_normalised(few, "campaign", **options)


def fixture():
    screens = {
        "full": simulate(1, rounds=2, plates=3, controls=8, samples=4, features=5),
        "few": simulate(2, rounds=1, plates=1, controls=6, samples=5, features=12),
    }
    names = ["numpy", "scipy", "scikit-learn", "pandas", "pycytominer", "efaar_benchmarking"]
    return {
        "versions": {name: importlib.metadata.version(name) for name in names},
        "screens": screens,
        "cases": [
            {
                "screen": screen,
                "normalisation": normalisation,
                "scope": scope,
                "epsilon": epsilon,
                "compared": compared,
                "samples": [[float(f"{n:.12g}") for n in row] for row in found[~is_control(screens[screen])]],
            }
            for screen, normalisation, scope, epsilon, compared, found in cases(screens)
        ],
    }


def lines(value):
    """JSON with a line for each well and each case."""
    head = json.dumps(value["versions"])
    wells = {
        name: ",\n".join(json.dumps(well) for well in screen) for name, screen in value["screens"].items()
    }
    screens = ",\n".join(f'"{name}": [\n{text}\n]' for name, text in wells.items())
    body = ",\n".join(json.dumps(case) for case in value["cases"])
    return f'{{"versions": {head},\n"screens": {{\n{screens}\n}},\n"cases": [\n{body}\n]}}\n'


def main():
    found = fixture()
    if "--write" in sys.argv:
        FIXTURE.write_text(lines(found))
        print(f"{FIXTURE}: {len(found['cases'])} cases")
        return 0
    known = json.loads(FIXTURE.read_text())
    worst = 0.0
    for case, before in zip(found["cases"], known["cases"], strict=True):
        one, other = np.array(case["samples"]), np.array(before["samples"])
        if case["compared"] == "products":
            one, other = one @ one.T, other @ other.T
        difference = np.abs(one - other).max() / max(1.0, np.abs(other).max())
        worst = max(worst, difference)
        if difference > 1e-9:
            print(f"{case['screen']} {case['normalisation']} per {case['scope']}: differs by {difference:.1e}")
    print(f"{len(found['cases'])} cases, largest difference {worst:.1e} of the largest number; {found['versions']}")
    return 0 if worst <= 1e-9 else 1


if __name__ == "__main__":
    sys.exit(main())
