#!/usr/bin/env python3
"""Writes the Parquet files that ParquetTests reads, and what they hold as JSON.

    pip install pyarrow polars fastparquet pandas
    make_fixtures.py               the small files of Fixtures/, which are kept with the tests
    make_fixtures.py --all FOLDER [ROWS]
                                   every combination of writer, encoding, codec, page version, nulls, row
                                   groups and pages; PAIRWELL_PARQUET=FOLDER makes the tests read them

expected.json names for every file the table it holds. Values are text: numbers as Python prints them, flags
as true and false, and null where the cell is empty.
"""
import itertools, json, os, shutil, sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

CODECS = ["none", "snappy", "gzip", "zstd"]
LAYOUTS = ["dictionary", "plain", "delta", "split"]
NULLS = ["required", "none", "some", "all"]
TYPES = {
    "flag": pa.bool_(), "i32": pa.int32(), "i64": pa.int64(), "u32": pa.uint32(), "f32": pa.float32(),
    "f64": pa.float64(), "text": pa.string(), "well": pa.string(),
}
# Per layout, the encoding of each column; None is pyarrow's dictionary.
ENCODINGS = {
    "dictionary": None,
    "plain": {name: "PLAIN" for name in TYPES},
    "delta": {
        "flag": "RLE", "i32": "DELTA_BINARY_PACKED", "i64": "DELTA_BINARY_PACKED", "u32": "DELTA_BINARY_PACKED",
        "f32": "BYTE_STREAM_SPLIT", "f64": "BYTE_STREAM_SPLIT", "text": "DELTA_BYTE_ARRAY",
        "well": "DELTA_LENGTH_BYTE_ARRAY",
    },
    "split": {
        "flag": "PLAIN", "i32": "BYTE_STREAM_SPLIT", "i64": "BYTE_STREAM_SPLIT", "u32": "BYTE_STREAM_SPLIT",
        "f32": "BYTE_STREAM_SPLIT", "f64": "BYTE_STREAM_SPLIT", "text": "DELTA_LENGTH_BYTE_ARRAY",
        "well": "DELTA_BYTE_ARRAY",
    },
}


def columns(rows, nulls):
    """Values a column as Python objects, the same in every run."""
    rng = np.random.default_rng(1709)
    words = ["", "A01", "Drosophila", "µm²", "a text of more than fifteen bytes", "a text of more than fifty",
             "细胞", "P24"]
    made = {
        "flag": [bool(v) for v in rng.random(rows) < 0.4],
        "i32": [int(v) for v in rng.integers(-2**31, 2**31, rows)],
        "i64": [int(v) for v in rng.integers(-2**63, 2**63 - 1, rows)],
        "u32": [int(v) for v in rng.integers(0, 2**32, rows)],
        "f32": [float(np.float32(v)) for v in rng.normal(size=rows)],
        "f64": [float(v) for v in rng.normal(size=rows) * 1e-3],
        "text": [str(rng.choice(words)) + (str(i) if i % 3 else "") for i in range(rows)],
        "well": ["ABCDEFGH"[i % 8] + "%02d" % (i // 8 % 4 + 1) for i in range(rows)],
    }
    # Runs of equal values, which RLE and bit widths of 0 are for, and the ends of each range.
    for name in ("flag", "i32", "f64"):
        made[name][rows // 2:rows // 2 + rows // 4] = [made[name][0]] * (rows // 4)
    made["i32"][1:3] = [-2**31, 2**31 - 1]
    made["i64"][1:3] = [-2**63, 2**63 - 1]
    made["u32"][1:3] = [0, 2**32 - 1]
    made["f32"][1:5] = [float("inf"), float("-inf"), -0.0, float(np.float32(1e-42))]
    made["f64"][1:5] = [float("inf"), float("-inf"), -0.0, 5e-324]
    if nulls == "some":
        for name, values in made.items():
            empty = rng.random(rows) < 0.25
            empty[rows // 3:rows // 3 + rows // 5] = name in ("i32", "text", "f32")
            made[name] = [None if gone else value for value, gone in zip(values, empty)]
    if nulls == "all":
        made = {name: [None] * rows for name in made}
    return made


def shown(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def kind(type_):
    if pa.types.is_boolean(type_):
        return "flags"
    if pa.types.is_floating(type_):
        return "doubles"
    return "text" if pa.types.is_string(type_) or pa.types.is_large_string(type_) else "integers"


class Folder:
    def __init__(self, path):
        self.path = Path(path)
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        self.tables, self.files, self.refused = {}, [], []

    def file(self, name):
        return str(self.path / (name + ".parquet"))

    def table(self, name, made, kinds):
        self.tables[name] = [
            {"name": column, "kind": kinds[column], "values": [shown(v) for v in values]}
            for column, values in made.items()
        ]

    def standard(self, rows, nulls):
        name, made = f"{rows}-{nulls}", columns(rows, nulls)
        self.table(name, made, {column: kind(TYPES[column]) for column in made})
        return name, made

    def expect(self, file, table):
        self.files.append({"file": file + ".parquet", "table": table})

    def refuse(self, file, rule, word, column=None):
        self.refused.append({"file": file + ".parquet", "rule": rule, "word": word, "column": column})

    def close(self):
        with open(self.path / "expected.json", "w", encoding="utf-8") as out:
            json.dump({"tables": self.tables, "files": self.files, "refused": self.refused}, out,
                      ensure_ascii=False, separators=(",", ":"))
            out.write("\n")
        files = list(self.path.iterdir())
        print(f"{len(files)} files, {sum(f.stat().st_size for f in files)} bytes, largest",
              max((f.stat().st_size, f.name) for f in files if f.suffix == ".parquet"))


def by_pyarrow(folder, rows, layout, codec, version, nulls, groups, pages):
    table, made = folder.standard(rows, nulls)
    name = f"pyarrow-{layout}-{codec}-v{version[0]}-{nulls}-{groups}groups-{pages}pages-{rows}"
    schema = pa.schema([pa.field(c, t, nullable=nulls != "required") for c, t in TYPES.items()])
    pq.write_table(
        pa.table(made, schema=schema), folder.file(name), compression=codec, data_page_version=version,
        use_dictionary=layout == "dictionary", column_encoding=ENCODINGS[layout],
        row_group_size=-(-rows // groups), write_statistics=False, store_schema=False,
        **({} if pages == 1 else {"data_page_size": 64, "write_batch_size": -(-rows // pages)}),
    )
    folder.expect(name, table)


def by_polars(folder, rows, codec, nulls, groups, pages):
    table, made = folder.standard(rows, nulls)
    name = f"polars-{codec}-{nulls}-{groups}groups-{pages}pages-{rows}"
    types = {"flag": pl.Boolean, "i32": pl.Int32, "i64": pl.Int64, "u32": pl.UInt32, "f32": pl.Float32,
             "f64": pl.Float64, "text": pl.String, "well": pl.String}
    pl.DataFrame(made, schema=types).write_parquet(
        folder.file(name), compression="uncompressed" if codec == "none" else codec, statistics=False,
        row_group_size=-(-rows // groups), data_page_size=None if pages == 1 else 64,
    )
    folder.expect(name, table)


def by_fastparquet(folder, rows, codec, version, nulls, groups):
    import fastparquet
    fastparquet.writer.DATAPAGE_VERSION = version
    table, made = folder.standard(rows, nulls)
    name = f"fastparquet-{codec}-v{version}-{nulls}-{groups}groups-{rows}"
    types = {"flag": "boolean", "i32": "Int32", "i64": "Int64", "u32": "UInt32", "f32": "float32",
             "f64": "float64", "text": "object", "well": "object"}
    if nulls == "required":
        types |= {"flag": "bool", "i32": "int32", "i64": "int64", "u32": "uint32"}
    frame = pd.DataFrame({c: pd.array(v, dtype=types[c]) if types[c][0].isupper() or types[c] == "boolean"
                          else pd.Series(v, dtype=types[c]) for c, v in made.items()})
    fastparquet.write(
        folder.file(name), frame, compression=None if codec == "none" else codec.upper(), stats=False,
        row_group_offsets=-(-rows // groups), has_nulls=nulls != "required", object_encoding="utf8",
        write_index=False,
    )
    folder.expect(name, table)


def special(folder):
    """Files of one purpose each."""
    def write(name, arrays, table=None, kinds=None, expected=None, **options):
        arrow = pa.table(arrays) if not isinstance(arrays, pa.Table) else arrays
        pq.write_table(arrow, folder.file(name), **({"store_schema": False} | options))
        made = expected or {c: arrow[c].to_pylist() for c in arrow.column_names}
        folder.table(name, made, kinds or {c: kind(arrow.schema.field(c).type) for c in made})
        folder.expect(name, name)

    ints = list(range(-4, 8))
    write("types", {
        "i8": pa.array(ints, pa.int8()), "i16": pa.array(ints, pa.int16()),
        "u8": pa.array([v % 256 for v in ints], pa.uint8()), "u16": pa.array([v % 65536 for v in ints], pa.uint16()),
        "u64": pa.array([v % 2**63 for v in ints], pa.uint64()), "large": pa.array(map(str, ints), pa.large_string()),
        "half": pa.array([np.float16(v) for v in
                          [0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, 0.1, np.inf, -np.inf, np.nan, 3]], pa.float16()),
    })
    halves = [np.float16(v) for v in np.linspace(-3, 3, 20)]
    write("half-split", {"half": pa.array(halves, pa.float16())}, use_dictionary=False,
          column_encoding={"half": "BYTE_STREAM_SPLIT"}, compression="zstd")
    day = pa.table({"date": pa.array([0, 19000, None], pa.date32()),
                    "time": pa.array([0, 1_700_000_000_000_000, None], pa.timestamp("us", tz="UTC")),
                    "none": pa.nulls(3), "kind": pa.array(["a", None, "a"]).dictionary_encode()})
    write("dates", day, expected={"date": [0, 19000, None], "time": [0, 1_700_000_000_000_000, None],
                                  "none": [None] * 3, "kind": ["a", None, "a"]},
          kinds={"date": "integers", "time": "integers", "none": "integers", "kind": "text"})
    write("no-rows", {"x": pa.array([], pa.float32()), "t": pa.array([], pa.string())})
    write("one-row", {"x": pa.array([1.5], pa.float32()), "t": ["A01"]})
    write("checksums", {"x": pa.array(np.arange(20) / 8), "t": [str(v % 3) for v in range(20)]},
          write_page_checksum=True, compression="zstd", data_page_version="2.0")
    write("fallback", {"x": pa.array(np.arange(200) / 8), "t": [f"well {v}" for v in range(200)]},
          dictionary_pagesize_limit=64, data_page_size=64, write_batch_size=8, compression="zstd",
          write_statistics=False)
    write("old-dictionary", {"x": pa.array([0.5, 1.5, 0.5]), "t": ["a", "b", "a"]}, version="1.0")
    categories(folder)
    write("wide-deltas", {"x": [(-1) ** v * (2**63 - 1 - v * 977) for v in range(150)],
                          "y": [v * v for v in range(150)]},
          use_dictionary=False, column_encoding={"x": "DELTA_BINARY_PACKED", "y": "DELTA_BINARY_PACKED"})
    write("constant", {"x": pa.array([2.5] * 400), "t": ["same"] * 400, "n": pa.nulls(400, pa.float32())})
    frame = pd.DataFrame({"feature_0": np.float32([0.5, 1.5]), "gene": ["Ras85D", "Egfr"]}, index=[7, 9])
    frame.to_parquet(folder.file("pandas"))
    folder.table("pandas", {"feature_0": [0.5, 1.5], "gene": ["Ras85D", "Egfr"], "__index_level_0__": [7, 9]},
                 {"feature_0": "doubles", "gene": "text", "__index_level_0__": "integers"})
    folder.expect("pandas", "pandas")

    def refuse(name, arrays, rule, word, column, **options):
        pq.write_table(pa.table(arrays), folder.file(name), **({"store_schema": False} | options))
        folder.refuse(name, rule, word, column)

    unsupported = "parquet-unsupported"
    numbers = {"n": list(range(9))}
    refuse("refused-lz4", numbers, unsupported, "LZ4", "n", compression="lz4")
    refuse("refused-brotli", numbers, unsupported, "Brotli", "n", compression="brotli")
    refuse("refused-list", numbers | {"embedding": [[0.5, 1.5]] * 9}, unsupported, "lists", "embedding")
    refuse("refused-struct", numbers | {"place": [{"row": 1, "column": 2}] * 9}, unsupported, "nested", "place")
    refuse("refused-map", {"m": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int32()))}, unsupported, "nested", "m")
    refuse("refused-int96", {"when": pa.array([0], pa.timestamp("ns"))}, unsupported, "INT96", "when",
           use_deprecated_int96_timestamps=True)
    refuse("refused-fixed", {"code": pa.array([b"abcd"], pa.binary(4))}, unsupported, "fixed length", "code")
    refuse("refused-decimal", {"price": pa.array([1], pa.decimal128(9, 2))}, unsupported, "decimal", "price")
    refuse("refused-large", {"hash": pa.array([2**63], pa.uint64())}, unsupported, "9,223", "hash")
    refuse("refused-bytes", {"raw": pa.array([b"\xff\xfe"], pa.binary())}, "not-utf8", "UTF-8", "raw")
    encrypted(folder)


def categories(folder):
    """A dictionary by fastparquet, which makes one only of categories."""
    import fastparquet
    values = {"gene": ["Egfr", None, "Ras85D", "Egfr"], "guide": [30, 10, 30, 20]}
    frame = pd.DataFrame({c: pd.Categorical(v) for c, v in values.items()})
    fastparquet.writer.DATAPAGE_VERSION = 1
    fastparquet.write(folder.file("categories"), frame, compression="SNAPPY", write_index=False)
    folder.table("categories", values, {"gene": "text", "guide": "integers"})
    folder.expect("categories", "categories")


def encrypted(folder):
    """Keys are drawn anew, so these files differ from run to run; all others do not."""
    import base64
    from datetime import timedelta
    import pyarrow.parquet.encryption as pe

    class Keys(pe.KmsClient):
        """Wraps keys by adding the master key's name: enough to write a file nobody has to read."""

        def __init__(self, _):
            pe.KmsClient.__init__(self)

        def wrap_key(self, key, name):
            return base64.b64encode(name.encode() + key)

        def unwrap_key(self, key, name):
            return base64.b64decode(key)[len(name):]

    for name, plain, word, column in [("refused-encrypted", False, "encrypted", None),
                                      ("refused-encrypted-column", True, "encrypted", None)]:
        config = pe.EncryptionConfiguration(footer_key="footer", column_keys={"column": ["x"]},
                                            plaintext_footer=plain, cache_lifetime=timedelta(minutes=5))
        factory = pe.CryptoFactory(lambda connection: Keys(connection))
        properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
        table = pa.table({"x": [1.5], "y": [2.5]})
        with pq.ParquetWriter(folder.file(name), table.schema, encryption_properties=properties) as writer:
            writer.write_table(table)
        folder.refuse(name, "parquet-unsupported", word, column)


def small(folder):
    turn = itertools.cycle([("some", 1, 1), ("required", 2, 1), ("some", 2, 3), ("none", 1, 3), ("some", 2, 2)])
    for layout, codec, version in itertools.product(LAYOUTS, CODECS, ["1.0", "2.0"]):
        nulls, groups, pages = next(turn)
        by_pyarrow(folder, 20, layout, codec, version, nulls, groups, pages)
    for version in ["1.0", "2.0"]:
        by_pyarrow(folder, 20, "dictionary", "snappy", version, "all", 1, 1)
        by_pyarrow(folder, 20, "delta", "zstd", version, "all", 1, 1)
    for codec, nulls, groups in zip(CODECS, ["some", "none", "some", "all"], [1, 2, 2, 1]):
        by_polars(folder, 20, codec, nulls, groups, 1)
        by_fastparquet(folder, 20, codec, 1, {"none": "required"}.get(nulls, nulls), groups)
    by_fastparquet(folder, 20, "snappy", 2, "some", 2)
    special(folder)


def everything(folder, rows):
    versions = ["1.0", "2.0"]
    for options in itertools.product(LAYOUTS, CODECS, versions, NULLS, [1, 3], [1, 4]):
        by_pyarrow(folder, rows, *options)
    for options in itertools.product(CODECS, ["none", "some", "all"], [1, 3], [1, 4]):
        by_polars(folder, rows, *options)
    for options in itertools.product(CODECS, [1, 2], ["required", "none", "some", "all"], [1, 3]):
        by_fastparquet(folder, rows, *options)
    special(folder)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--all"]:
        out = Folder(sys.argv[2])
        everything(out, int(sys.argv[3]) if len(sys.argv) > 3 else 300)
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        out = Folder(Path(__file__).parent / "Fixtures")
        small(out)
    out.close()
