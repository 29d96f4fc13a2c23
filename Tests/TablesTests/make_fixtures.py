#!/usr/bin/env python3
"""Writes the files in Fixtures/: one small table as the programs of a lab save it.

Needs numpy, pandas, pyarrow, polars, zstandard and openpyxl. Every file holds the table that `plate()` makes, whose
cells FixtureTests.swift knows; what a file leaves out is told there.
"""

import gzip
import io
import os

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Fixtures")
WELLS = 6
FEATURES = 3


def values(type_):
    """Row r, column c: r - 2 + c / 4, which even half precision holds."""
    rows, columns = np.mgrid[0:WELLS, 0:FEATURES]
    return (rows - 2 + columns / 4).astype(type_)


def plate():
    frame = pd.DataFrame(
        {
            "plate": ["P1"] * WELLS,
            "well": [f"{'AB'[i // 3]}0{i % 3 + 1}" for i in range(WELLS)],
            "gene": ["TP53", "µ-opioid", None, "BAX", 'a "b", c', ""],
            "cells": [10, 20, 30, 40, 50, 60],
            "good": [True, False, True, True, False, True],
        }
    )
    return pd.concat(
        [frame, pd.DataFrame(values(np.float64), columns=[f"feature_{i}" for i in range(FEATURES)])], axis=1
    )


def write(name, content):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(content)


def saved(save, *arguments, **named):
    buffer = io.BytesIO()
    save(buffer, *arguments, **named)
    return buffer.getvalue()


def main():
    os.makedirs(FOLDER, exist_ok=True)
    frame = plate()
    text = frame.to_csv(index=False).encode()
    write("plain.csv", text)
    write("index.csv", frame.to_csv().encode())
    write("two-members.csv.gz", gzip.compress(text[:50], mtime=0) + gzip.compress(text[50:], mtime=0))
    write("level.csv.zst", zstandard.ZstdCompressor(level=19, write_checksum=True).compress(text))
    stream = zstandard.ZstdCompressor(write_content_size=False)
    write("no-size.csv.zst", stream.compress(text))
    frames = zstandard.ZstdCompressor()
    # Frames, one of them to be passed over, as seekable files have it.
    skippable = bytes([0x5E, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])
    write("frames.csv.zst", frames.compress(text[:70]) + frames.compress(text[70:]) + skippable)
    write("decimal-comma.csv", frame.to_csv(index=False, sep=";", decimal=",").encode("utf-8-sig"))
    write("excel-sep.csv", b"sep=;\r\n" + frame.to_csv(index=False, sep=";", lineterminator="\r\n").encode())
    write("unicode-text.txt", frame.to_csv(index=False, sep="\t", decimal=",").encode("utf-16"))
    write("unicode-big-endian.txt", b"\xfe\xff" + frame.to_csv(index=False, sep="\t").encode("utf-16-be"))
    write("all-quoted.csv", frame.to_csv(index=False, quoting=1).encode())

    write("pandas.parquet", saved(frame.to_parquet))
    # Not a range, which pandas would keep as a note and not as a column.
    labelled = frame.set_index(pd.Index([10, 11, 13, 14, 15, 18]))
    write("pandas-index.parquet", saved(labelled.to_parquet))
    write("polars.parquet", saved(pl.from_pandas(frame).write_parquet))
    single = pa.Table.from_pandas(frame.astype({f"feature_{i}": np.float32 for i in range(FEATURES)}))
    write("groups.parquet", saved(lambda file: pq.write_table(single, file, row_group_size=4)))
    names = pa.table([pa.array([1.0]), pa.array([2.0])], names=["same", "same"])
    write("same-name.parquet", saved(lambda file: pq.write_table(names, file)))
    write("no-rows.parquet", saved(frame[:0].to_parquet))
    lists = pa.table({"well": ["A01", "A02"], "embedding": [[1.0, 2.0], [3.0, 4.0]]})
    write("lists.parquet", saved(lambda file: pq.write_table(lists, file)))
    gaps = pa.table(
        {
            "whole": pa.array([7, None, -(2**53) - 1, 0], pa.int64()),
            "double": [8.0, None, float("inf"), 0.1],
            "text": [" 1.5 ", None, " ", "x"],
            "flag": [True, None, False, True],
        }
    )
    write("gaps.parquet", saved(lambda file: pq.write_table(gaps, file)))
    wide = {"well": list("ABCDE")} | {f"f{c}": [100.0 * row + c for row in range(5)] for c in range(21)}
    write("wide.parquet", saved(lambda file: pq.write_table(pa.table(wide), file)))
    write("packed.parquet.gz", gzip.compress(saved(frame.to_parquet), mtime=0))

    for type_ in ("f2", "f4", "f8"):
        write(f"{type_}.npy", saved(np.save, values(type_)))
    write("fortran.npy", saved(np.save, np.asfortranarray(values("f8"))))
    write("big-endian.npy", saved(np.save, values(">f4")))
    write("version-2.npy", saved(lambda file: np.lib.format.write_array(file, values("f4"), version=(2, 0))))
    arrays = {
        "plate": np.array("P1"),
        "well": frame["well"].to_numpy(dtype=str),
        "gene": frame["gene"].fillna("").to_numpy(dtype=str),
        "cells": frame["cells"].to_numpy(dtype="u2"),
        "good": frame["good"].to_numpy(),
    }
    write("stored.npz", saved(np.savez, embeddings=values("f4"), **arrays))
    write("packed.npz", saved(np.savez_compressed, embeddings=values("f8"), **arrays))
    names = np.array([f"Cells_{i}" for i in range(FEATURES)])
    bytes_ = {**arrays, "well": arrays["well"].astype("S3")}
    write("named.npz", saved(np.savez, X=np.asfortranarray(values("f4")), feature_names=names, **bytes_))
    lists = {f"feature_{i}": values("f8")[:, i] for i in range(FEATURES)}
    write("lists.npz", saved(np.savez, **arrays, **lists))
    write("only-numbers.npz", saved(np.savez, values("f4")))
    write("objects.npz", saved(np.savez, x=values("f4"), well=frame["well"].to_numpy(dtype=object)))
    write("structured.npy", saved(np.save, frame[["cells", "good"]].to_records(index=False)))
    write("workbook.xlsx", saved(lambda file: frame.to_excel(file, index=False)))


if __name__ == "__main__":
    main()
