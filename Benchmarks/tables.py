#!/usr/bin/env python3
"""Measures readers of a plate's table beside each other: Pairwell, pandas, polars, pyarrow, fastparquet.

    python3 Benchmarks/tables.py PAIRWELL-BENCH [--runs 9] [--folder F] [--only WORD ...] [--json FILE]

Each reader takes a file of 1,536 wells x 1,024 features from the disk's cache, picks the features and the
control wells by name, and takes the controls' mean off every feature, in double precision. Each reader and
file is a process of its own: it reads the file once for its memory and then --runs times for its time.
The centred values of all readers are compared with those of numpy's own arithmetic.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

WELLS, FEATURES = 1536, 1024
CONTROL = "non-targeting"


def make(folder):
    """Writes the same plate in every format; float32 as embeddings are, and float64."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq
    import zstandard

    rng = np.random.default_rng(5)
    rows = [chr(65 + r) if r < 26 else "A" + chr(65 + r - 26) for r in range(32)]
    wells = [f"{rows[i // 48]}{i % 48 + 1:02d}" for i in range(WELLS)]
    names = {
        "well_id": [f"plate-1_{w}" for w in wells],
        "plate": ["plate-1"] * WELLS,
        "address": wells,
        "gene": [CONTROL if i % 24 == 0 else f"GENE{i % 200}" for i in range(WELLS)],
    }
    features = [f"feature_{f}" for f in range(FEATURES)]
    for kind, type_ in (("f32", np.float32), ("f64", np.float64)):
        values = (rng.normal(size=(WELLS, FEATURES)) * np.exp(rng.normal(size=FEATURES))).astype(type_)
        frame = pd.concat([pd.DataFrame(names), pd.DataFrame(values, columns=features)], axis=1)
        text = frame.to_csv(index=False).encode()
        at = lambda name: os.path.join(folder, f"{kind}{name}")
        with open(at(".csv"), "wb") as file:
            file.write(text)
        with open(at(".csv.gz"), "wb") as file:
            file.write(gzip.compress(text, 6, mtime=0))
        with open(at(".csv.zst"), "wb") as file:
            file.write(zstandard.ZstdCompressor(level=3).compress(text))
        table = pa.Table.from_pandas(frame, preserve_index=False)
        for codec in ("snappy", "zstd", "gzip"):
            for dictionary in (False, True):
                name = f"-{codec}-{'dictionary' if dictionary else 'plain'}.parquet"
                pq.write_table(table, at(name), compression=codec, use_dictionary=dictionary)
        # The shortest text that gives back a float32 is not the double nearest to it.
        written = pd.read_csv(at(".csv"), usecols=features, float_precision="round_trip").to_numpy()
        for source, doubles in (("parquet", values.astype(np.float64)), ("csv", written)):
            control = doubles[np.array(names["gene"]) == CONTROL].mean(axis=0)
            np.save(at(f"-{source}.npy"), doubles - control)


def reader(name):
    """What reads one file and returns centred values, with the reader's modules loaded."""
    import numpy as np

    def centre(values, control):
        # In double precision, as every reader here; numpy writes it in the order it likes best.
        values = np.asarray(values, dtype=np.float64)
        return values - values[control].mean(axis=0)

    if name == "pandas":
        import pandas as pd

        def pandas(path):
            frame = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)
            features = [c for c in frame.columns if c.startswith("feature_")]
            return centre(frame[features].to_numpy(), (frame["gene"] == CONTROL).to_numpy())

        return pandas
    if name == "polars":
        import polars as pl

        def polars(path):
            frame = pl.read_parquet(path) if path.endswith(".parquet") else pl.read_csv(path)
            features = [c for c in frame.columns if c.startswith("feature_")]
            return centre(frame.select(features).to_numpy(), (frame["gene"] == CONTROL).to_numpy())

        return polars
    if name == "pyarrow":
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet as pq

        def arrow(path):
            if path.endswith(".parquet"):
                table = pq.read_table(path)
            else:
                table = pa.csv.read_csv(path)
            features = [c for c in table.column_names if c.startswith("feature_")]
            values = np.empty((table.num_rows, len(features)), order="F")
            for place, feature in enumerate(features):
                values[:, place] = table.column(feature).to_numpy()
            return centre(values, table.column("gene").to_numpy() == CONTROL)

        return arrow
    if name == "fastparquet":
        import fastparquet

        def fast(path):
            frame = fastparquet.ParquetFile(path).to_pandas()
            features = [c for c in frame.columns if c.startswith("feature_")]
            return centre(frame[features].to_numpy(), (frame["gene"] == CONTROL).to_numpy())

        return fast
    raise SystemExit(f"no reader '{name}'")


def memory(key):
    """Bytes that the kernel counts for this process: VmRSS is in RAM, VmHWM the most there was."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(key + ":"))


def run(name, path, runs, output):
    """The process of one reader: prints its figures as JSON, in the words of `pairwell-bench tables`."""
    import numpy as np

    read = reader(name)
    # What the imports needed for a moment is not counted.
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = memory("VmRSS")
    values = read(path)
    most = memory("VmHWM")
    np.ascontiguousarray(values).tofile(output)
    del values
    times, processor = [], time.process_time()
    for _ in range(runs):
        start = time.perf_counter()
        read(path)
        times.append(time.perf_counter() - start)
    used = (time.process_time() - processor) / runs
    print(json.dumps({"seconds": times, "processorSeconds": used, "peakBytes": most, "startBytes": before}))


def idle():
    """Jiffies that all cores have idled, and all that have passed."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def wait_for_quiet(patience):
    """Waits until nothing else has run for a second, `patience` seconds at most; tells what share idled."""
    share, end = 0.0, time.monotonic() + patience
    while True:
        before = idle()
        time.sleep(1)
        after = idle()
        share = (after[0] - before[0]) / max(1, after[1] - before[1])
        if share > 0.97 or time.monotonic() > end:
            return share


def measure(program, folder, files, runs, patience):
    import numpy as np

    results = []
    for file in files:
        path = os.path.join(folder, file)
        source = "parquet" if file.endswith(".parquet") else "csv"
        right = np.load(os.path.join(folder, f"{file[:3]}-{source}.npy"))
        names = ["pairwell", "pandas", "polars", "pyarrow"]
        if file.endswith(".parquet"):
            names.append("fastparquet")
        for name in names:
            output = os.path.join(folder, "output.f64")
            command = [sys.executable, os.path.abspath(__file__), "--as", name, path]
            if name == "pairwell":
                command = [program, "tables", path, "--control", CONTROL]
            quiet = wait_for_quiet(patience) if patience else None
            answer = subprocess.run(
                command + ["--runs", str(runs), "--output", output], capture_output=True, text=True
            )
            if answer.returncode != 0:
                last = (answer.stderr.strip().splitlines() or ["?"])[-1]
                results.append({"file": file, "reader": name, "fault": last})
            else:
                figures = json.loads(answer.stdout)
                values = np.fromfile(output).reshape(right.shape)
                # Relative to what the difference was made of, because centring cancels digits.
                scale = np.maximum(np.abs(right), np.abs(right).max(axis=0))
                figures["difference"] = float((np.abs(values - right) / scale).max())
                results.append({"file": file, "reader": name, "idleBefore": quiet, **figures})
            tell(results[-1])
    return results


def tell(result):
    head = f"{result['file']:<32}{result['reader']:<12}"
    if "fault" in result:
        print(f"{head}does not read it: {result['fault'][:80]}", flush=True)
        return
    times = [1e3 * t for t in result["seconds"]]
    peak, start = (result[key] / 1e6 for key in ("peakBytes", "startBytes"))
    print(
        f"{head}{statistics.median(times):8.1f} ms ({min(times):.1f}-{max(times):.1f})"
        f"{1e3 * result['processorSeconds']:8.1f} ms of processor"
        f"{peak:8.0f} MB peak, {peak - start:5.0f} MB of it for the file"
        f"   differs by {result['difference']:.0e}",
        flush=True,
    )
    if not result["difference"] < 1e-9:
        raise SystemExit("the values are not the same")


def summary(results):
    """For each file the fastest of the others, and how Pairwell compares."""
    print("\nfile, and the fastest other reader in time and in memory, over Pairwell")
    for file in dict.fromkeys(r["file"] for r in results):
        rows = {r["reader"]: r for r in results if r["file"] == file and "seconds" in r}
        own = rows.pop("pairwell", None)
        if own is None or not rows:
            continue
        median = lambda r: statistics.median(r["seconds"])
        fastest = min(rows, key=lambda name: median(rows[name]))
        smallest = min(rows, key=lambda name: rows[name]["peakBytes"] - rows[name]["startBytes"])
        rise = lambda r: r["peakBytes"] - r["startBytes"]
        print(
            f"{file:<32}{fastest:<10} x {median(rows[fastest]) / median(own):5.2f} time   "
            f"{smallest:<10} x {rise(rows[smallest]) / rise(own):5.2f} memory"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program", help="pairwell-bench, or with --as the file to read")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--patience", type=float, default=0, help="seconds to wait for a quiet machine before each")
    parser.add_argument("--folder", help="where the files are kept; made anew in a temporary one otherwise")
    parser.add_argument("--only", nargs="*", default=[], help="only files whose names hold one of these")
    parser.add_argument("--json", help="write every figure here, too")
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--as", dest="reader", help=argparse.SUPPRESS)
    parser.add_argument("--output", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.program)
        return
    if options.reader:
        run(options.reader, options.program, options.runs, options.output)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or temporary
        if not os.path.exists(os.path.join(folder, "f64-csv.npy")):
            os.makedirs(folder, exist_ok=True)
            # In a process of its own, so that its memory is nobody's.
            subprocess.run([sys.executable, os.path.abspath(__file__), folder, "--make"], check=True)
        files = sorted(f for f in os.listdir(folder) if ".csv" in f or f.endswith(".parquet"))
        files = [f for f in files if not options.only or any(word in f for word in options.only)]
        results = measure(options.program, folder, files, options.runs, options.patience)
        summary(results)
        if options.json:
            with open(options.json, "w") as file:
                json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
