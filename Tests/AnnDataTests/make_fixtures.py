#!/usr/bin/env python3
"""Writes the h5ad files that AnnDataTests reads, and what they hold as JSON.

    pip install anndata h5py numpy pandas scipy
    make_fixtures.py               writes Fixtures/ anew

expected.json names for every file the table it holds, and for every file that must be refused the rule and a word
of the reason. Values are text: numbers as Python prints them, and null where nothing is known. The files are kept
gzipped, because HDF5 spreads a few values over many pages.
"""
import gzip, json, shutil, warnings
from pathlib import Path

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp
from anndata.io import write_elem

warnings.filterwarnings("ignore")
ad.settings.allow_write_nullable_strings = True
FOLDER = Path(__file__).parent / "Fixtures"
WELLS, FEATURES = 6, 5
files, refused = [], []


def shown(value):
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return "True" if value else "False"
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return str(value)


def column(name, values):
    values = list(values)
    is_number = any(isinstance(v, (float, np.floating)) and not pd.isna(v) for v in values)
    return {"name": name, "kind": "numbers" if is_number else "text", "values": [shown(v) for v in values]}


def numbers(matrix):
    dense = matrix.toarray() if sp.issparse(matrix) else np.asarray(matrix)
    return [repr(float(v)) for v in dense.astype(np.float64).ravel()]


def expect(name, data, matrix=None, features=None, index="_index"):
    files.append({
        "file": name,
        "index": column(index, data.obs_names),
        "columns": [column(c, data.obs[c].astype(object)) for c in data.obs.columns],
        "features": list(data.var_names) if features is None else features,
        "matrix": numbers(data.X if matrix is None else matrix),
    })


def refuse(name, rule, word):
    refused.append({"file": name, "rule": rule, "word": word})


def matrix(kind):
    rng = np.random.default_rng(1709)
    values = rng.normal(size=(WELLS, FEATURES)) * 1e-2
    values[rng.random(values.shape) < 0.4] = 0
    values[1, 1:3] = [1e300 if kind == "f8" else 3e38, 0.1]
    if kind in ("f8", "f4", "f2"):
        return (np.clip(values, -6e4, 6e4) if kind == "f2" else values).astype(kind)
    low, high = np.iinfo(kind).min, np.iinfo(kind).max
    whole = rng.integers(max(low, -2**50), min(high, 2**50), (WELLS, FEATURES)).astype(kind)
    whole[values == 0] = 0
    return whole


def described():
    """Columns of every kind that anndata writes."""
    return pd.DataFrame(
        {
            "plate": pd.Categorical(["p-1", "p-1", "p-2", "p-2", "p-1", "p-2"]),
            "well": ["A01", "A02", "B01", "B02", "C01", "µ, \"x\""],
            "cell_count": np.array([10, 0, -3, 2**62, 5, 6], dtype="i8"),
            "small": np.array([1, 2, 3, 4, 5, 255], dtype="u1"),
            "large": np.array([1, 2, 3, 4, 5, 2**64 - 1], dtype="u8"),
            "quality": [0.1, np.nan, 1e-9, 3.0, -0.0, 2.5],
            "single": np.array([0.1, 1, 2, 3, 4, 5], dtype="f4"),
            "kept": [True, False, True, True, False, False],
            "gene": pd.Categorical(["TP53", None, "MYC", "MYC", None, "TP53"]),
            "dose": pd.Categorical([0.5, None, 1.5, 0.5, 1.5, 0.5]),
            "round": pd.Categorical([1, None, 2, 1, 2, 1]),
            "counted": pd.array([1, None, 3, 4, None, 6], dtype="Int64"),
            "checked": pd.array([True, None, False, True, None, True], dtype="boolean"),
            "remark": pd.array(["a", None, "c", "c", None, "f"], dtype="string"),
            "empty": ["", "", "", "", "", ""],
        },
        index=[f"p_{w}" for w in "ABCDEF"],
    )


def made(kind="f4", obs=None, **more):
    names = pd.DataFrame(index=[f"feature_{i}" for i in range(FEATURES)])
    return ad.AnnData(matrix(kind), obs=plain() if obs is None else obs, var=names, **more)


def plain():
    return pd.DataFrame({"plate": ["p-1"] * WELLS, "well": [f"A{i + 1:02d}" for i in range(WELLS)]},
                        index=[str(i) for i in range(WELLS)])


def by_hand(name, data):
    """The bare layout, to be altered by whoever calls."""
    file = h5py.File(FOLDER / name, "w")
    for part in ("obs", "var"):
        write_elem(file, part, getattr(data, part))
    write_elem(file, "X", data.X)
    return file


def write_good():
    data = made(obs=described())
    for packing in ("none", "gzip"):
        name = f"columns-{packing}.h5ad"
        # text of pandas' own kind is written as categories unless it is all different
        data.write_h5ad(FOLDER / name, compression=None if packing == "none" else packing,
                        convert_strings_to_categoricals=False)
        expect(name, data)
    for kind in ("f2", "f4", "f8", "i1", "u2", "i4", "i8"):
        name = f"dense-{kind}.h5ad"
        data = made(kind)
        data.write_h5ad(FOLDER / name)
        expect(name, data)
    for form in ("csr", "csc"):
        for packing in ("none", "gzip"):
            data = made("f8" if packing == "none" else "f4")
            data.X = getattr(sp, f"{form}_matrix")(data.X)
            name = f"{form}-{packing}.h5ad"
            data.write_h5ad(FOLDER / name, compression=None if packing == "none" else packing)
            expect(name, data)
    data = made("i4")
    data.X = sp.csr_matrix(data.X)
    data.write_h5ad(FOLDER / "csr-i4.h5ad")
    expect("csr-i4.h5ad", data)

    obs = plain().set_index(pd.Index([f"p-1_A{i + 1:02d}" for i in range(WELLS)], name="well_id"))
    data = made(obs=obs)
    data.write_h5ad(FOLDER / "named-index.h5ad")
    expect("named-index.h5ad", data, index="well_id")

    embedding = np.arange(WELLS * 3, dtype="f4").reshape(WELLS, 3) / 7
    for name, form in (("obsm-dense", np.asarray), ("obsm-csr", sp.csr_matrix)):
        data = ad.AnnData(obs=plain())
        data.obsm["X_phenom"] = form(embedding)
        data.write_h5ad(FOLDER / f"{name}.h5ad")
        expect(f"{name}.h5ad", data, matrix=embedding, features=[f"X_phenom_{i}" for i in range(3)])
    data = made(obsm={"X_umap": embedding}, layers={"raw": matrix("f4")})
    data.write_h5ad(FOLDER / "x-before-obsm.h5ad")
    expect("x-before-obsm.h5ad", data)

    data = made("f8")
    with by_hand("chunked-checked.h5ad", data) as file:
        del file["X"]
        file.create_dataset("X", data=data.X, chunks=(4, 2), compression="gzip", shuffle=True, fletcher32=True)
    expect("chunked-checked.h5ad", data)
    with by_hand("big-endian-fixed-text.h5ad", data) as file:
        for part in ("X", "obs/well", "obs/_index", "var/_index"):
            values = file[part][()]
            del file[part]
            file[part] = values.astype(">f8") if part == "X" else np.array([v.decode() for v in values], "S12")
    expect("big-endian-fixed-text.h5ad", data)
    with by_hand("bare.h5ad", data) as file:
        for part in ("obs", "var"):
            del file[part].attrs["column-order"], file[part].attrs["_index"], file[part].attrs["encoding-type"]
    expect("bare.h5ad", data)
    write_legacy()
    write_late_superblock(data)


def write_legacy():
    """anndata 0.7: categories beside the columns, sparse matrices by attributes of another name."""
    data = made("f4", obs=plain())
    data.obs["plate"] = pd.Categorical(["p-2", "p-1", "p-2", "p-1", "p-1", None])
    data.X = sp.csr_matrix(data.X)
    with h5py.File(FOLDER / "legacy.h5ad", "w") as file:
        obs = file.create_group("obs")
        obs.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "index",
                          "column-order": np.array(["plate", "well"], dtype=h5py.string_dtype())})
        obs["index"] = np.array(data.obs_names, dtype=h5py.string_dtype())
        obs["well"] = np.array(data.obs["well"], dtype=h5py.string_dtype())
        obs["plate"] = data.obs["plate"].cat.codes.to_numpy()
        obs["__categories/plate"] = np.array(data.obs["plate"].cat.categories, dtype=h5py.string_dtype())
        obs["plate"].attrs["categories"] = obs["__categories/plate"].ref
        var = file.create_group("var")
        var.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "index",
                          "column-order": np.array([], dtype="f8")})
        var["index"] = np.array(data.var_names, dtype=h5py.string_dtype())
        sparse = file.create_group("X")
        sparse.attrs.update({"h5sparse_format": "csr", "h5sparse_shape": np.array(data.shape)})
        for part in ("data", "indices", "indptr"):
            sparse[part] = getattr(data.X, part)
    expect("legacy.h5ad", data, index="index")


def write_late_superblock(data):
    """A file behind a block of somebody else's, with the newest layout of groups and attributes."""
    path = FOLDER / "user-block-latest.h5ad"
    with h5py.File(path, "w", userblock_size=1024, libver="latest") as file:
        for part in ("obs", "var"):
            write_elem(file, part, getattr(data, part))
        write_elem(file, "X", data.X)
    expect(path.name, data)


def write_refused():
    data = made("f4")
    data.write_h5ad(FOLDER / "lzf.h5ad", compression="lzf")
    refuse("lzf.h5ad", "h5ad-unsupported", "lzf")
    with by_hand("blosc.h5ad", data) as file:
        del file["X"]
        settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        settings.set_chunk((2, 2))
        settings.set_filter(32001, h5py.h5z.FLAG_OPTIONAL, (2, 2, 4, 16))
        space = h5py.h5s.create_simple(data.shape)
        h5py.h5d.create(file.id, b"X", h5py.h5t.IEEE_F32LE, space, settings)
    refuse("blosc.h5ad", "h5ad-unsupported", "blosc")

    with by_hand("external-link.h5ad", data) as file:
        del file["X"]
        file["X"] = h5py.ExternalLink("dense-f4.h5ad", "/X")
    refuse("external-link.h5ad", "h5ad-link", "another file")
    with by_hand("soft-link-loop.h5ad", data) as file:
        del file["obs/well"]
        file["obs/well"] = h5py.SoftLink("/obs/well")
    refuse("soft-link-loop.h5ad", "h5ad-link", "another part")
    with by_hand("external-storage.h5ad", data) as file:
        del file["X"]
        file.create_dataset("X", shape=data.shape, dtype="f4", external=[("/etc/hostname", 0, 4096)])
    refuse("external-storage.h5ad", "h5ad-link", "another file")
    with by_hand("virtual.h5ad", data) as file:
        del file["X"]
        layout = h5py.VirtualLayout(shape=data.shape, dtype="f4")
        layout[:] = h5py.VirtualSource("dense-f4.h5ad", "X", shape=data.shape)
        file.create_virtual_dataset("X", layout)
    refuse("virtual.h5ad", "h5ad-link", "another file")

    for name, shape in (("giant", (2**39, 2**39)), ("giant-rows", (2**33, FEATURES))):
        with by_hand(f"{name}.h5ad", data) as file:
            del file["X"]
            file.create_dataset("X", shape=shape, dtype="f4", chunks=(16, 2))
    refuse("giant.h5ad", "too-large", "549755813888")
    refuse("giant-rows.h5ad", "corrupt-h5ad", "8589934592 rows")
    with by_hand("giant-obs.h5ad", data) as file:
        del file["obs/_index"]
        file.create_dataset("obs/_index", shape=(2**33,), dtype=h5py.string_dtype(), chunks=(16,))
    refuse("giant-obs.h5ad", "too-large", "bytes")
    with by_hand("giant-chunk.h5ad", data) as file:
        del file["X"]
        file.create_dataset("X", shape=data.shape, maxshape=(None, None), dtype="f8", chunks=(2**14, 2**14 - 1))
    refuse("giant-chunk.h5ad", "too-large", "bytes")

    def altered(name, rule, word, change, data=data):
        with by_hand(name, data) as file:
            change(file)
        refuse(name, rule, word)

    def replace(part, **values):
        def change(file):
            del file[part]
            file.create_dataset(part, **values)
        return change

    text = h5py.string_dtype()
    altered("no-obs.h5ad", "not-anndata", "obs", lambda f: f.__delitem__("obs"))
    altered("no-var.h5ad", "not-anndata", "var", lambda f: f.__delitem__("var"))
    altered("no-embedding.h5ad", "no-features", "obsm", lambda f: f.__delitem__("X"))
    altered("old-compound-obs.h5ad", "h5ad-unsupported", "0.7",
            replace("obs", data=np.zeros(WELLS, dtype=[("index", "S4"), ("well", "S3")])))
    altered("short-column.h5ad", "corrupt-h5ad", "obs/well", replace("obs/well", data=["A01"], dtype=text))
    altered("wrong-width.h5ad", "corrupt-h5ad", "columns", replace("X", data=np.zeros((WELLS, 2), "f4")))
    altered("text-in-x.h5ad", "h5ad-unsupported", "numbers",
            replace("X", data=np.full(data.shape, b"1.5", "S3")))
    altered("dates.h5ad", "h5ad-unsupported", "obs/well", replace("obs/well", data=np.zeros(WELLS, [("d", "i4")])))
    altered("table-in-column.h5ad", "h5ad-unsupported", "obs/well", replace("obs/well", data=np.zeros((WELLS, 2))))
    altered("latin-1.h5ad", "not-utf8", "obs/well", replace("obs/well", data=[b"\xe4"] * WELLS, dtype="S2"))
    altered("missing-column.h5ad", "corrupt-h5ad", "well", lambda f: f.__delitem__("obs/well"))

    def nameless(file):
        file["obs"].attrs["column-order"] = np.array(["plate", "../var/_index"], dtype=text)
    altered("path-as-name.h5ad", "corrupt-h5ad", "../var", nameless)

    coded = made(obs=described()[["plate", "gene"]])
    altered("code-too-high.h5ad", "corrupt-h5ad", "categories",
            replace("obs/gene/codes", data=np.full(WELLS, 2, "i1")), coded)
    altered("code-too-low.h5ad", "corrupt-h5ad", "categories",
            replace("obs/gene/codes", data=np.full(WELLS, -2, "i1")), coded)

    sparse = made("f4")
    sparse.X = sp.csr_matrix(sparse.X)
    count = sparse.X.nnz
    ends = sparse.X.indptr
    for name, part, values in (
        ("csr-beyond", "indices", np.full(count, FEATURES)),
        ("csr-negative", "indices", np.full(count, -1)),
        ("csr-twice", "indices", np.zeros(count)),
        ("csr-backwards", "indptr", np.r_[ends[:1], count, ends[2:]]),
        ("csr-overrun", "indptr", np.r_[ends[:-1], count + 1]),
    ):
        altered(f"{name}.h5ad", "corrupt-h5ad", "contradicts itself",
                replace(f"X/{part}", data=values.astype("i4")), sparse)
    altered("csr-short.h5ad", "corrupt-h5ad", "do not fit", replace("X/indptr", data=ends[:-1]), sparse)

    empty = made()[:0]
    empty.write_h5ad(FOLDER / "no-wells.h5ad")
    refuse("no-wells.h5ad", "header-only", "obs is empty")
    many = ad.AnnData(obs=plain(), obsm={"X_pca": np.zeros((WELLS, 2)), "X_umap": np.zeros((WELLS, 2))})
    many.write_h5ad(FOLDER / "many-embeddings.h5ad")
    refuse("many-embeddings.h5ad", "many-embeddings", "'X_pca', 'X_umap'")
    write_bombs(data)


def write_bombs(data):
    """Small files that unpack to a lot; the tests read them with a limit of a megabyte."""
    with by_hand("gzip-bomb.h5ad", data) as file:
        del file["X"], file["var"]
        file.create_dataset("X", shape=(WELLS, 4), maxshape=(None, None), dtype="f8", chunks=(2**10, 2**10),
                            compression="gzip", data=np.zeros((WELLS, 4)))
        write_elem(file, "var", pd.DataFrame(index=list("abcd")))
    with by_hand("text-bomb.h5ad", data) as file:
        del file["obs"]
        write_elem(file, "obs", pd.DataFrame(index=[str(i) for i in range(400)]))
        file.create_dataset("obs/remark", data=["x" * 20_000] + ["y"] * 399, dtype=h5py.string_dtype())
        file["obs"].attrs["column-order"] = np.array(["remark"], dtype=h5py.string_dtype())
        start = file["obs/remark"].id.get_offset()
    # every cell refers to the one long text
    path = FOLDER / "text-bomb.h5ad"
    content = bytearray(path.read_bytes())
    content[start:start + 400 * 16] = bytes(content[start:start + 16]) * 400
    path.write_bytes(content)
    for name in ("gzip-bomb", "text-bomb"):
        refuse(f"{name}.h5ad", "too-large", "1048576 bytes")


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir()
write_good()
write_refused()
for path in list(FOLDER.iterdir()):
    path.with_suffix(".h5ad.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()
(FOLDER / "expected.json").write_text(json.dumps({"files": files, "refused": refused}, indent=0) + "\n")
sizes = [f.stat().st_size for f in FOLDER.iterdir()]
print(f"{len(files)} tables, {len(refused)} refused, {len(sizes)} files, {sum(sizes)} bytes")
