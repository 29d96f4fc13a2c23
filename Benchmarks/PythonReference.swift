import Foundation
import Posterior

/// Times the same fit in the Python reference (JAX and NumPyro), one thread, one process for each call.
///
/// `folder` is where `ids_reference.py` lies.
///
/// - Returns: a time for the whole of `svi.run` as a user calls it, compilation included; for NumPyro's
///   compiled steps alone; and for the reference's own JAX program, compiled. Restarts multiply them all.
/// - Throws: `PythonFault` when Python or one of its packages is missing, with what Python said.
func pythonTimes(
    _ graph: FactorGraph,
    settings: PosteriorSettings,
    runs: Int,
    folder: String
) throws -> [(name: String, spread: Spread)] {
    let edges = (0..<graph.nodes).flatMap { a in
        (graph.starts[a]..<graph.starts[a + 1]).map { edge in (a, graph.ends[edge], graph.values[edge]) }
    }
    let question = PythonQuestion(
        folder: folder,
        nodes: graph.nodes,
        first: edges.map(\.0),
        second: edges.map(\.1),
        values: edges.map(\.2),
        signed: graph.signs.contains(-1),
        rank: graph.rank,
        noise: settings.noise,
        steps: settings.steps,
        learningRate: settings.learningRate,
        runs: runs
    )
    let answer = try JSONDecoder().decode([String: [Double]].self, from: try askPython(question))
    let names = [
        ("whole", "NumPyro svi.run, compilation included"), ("compiled", "NumPyro, compiled beforehand"),
        ("own", "plain JAX, compiled beforehand"),
    ]
    return names.compactMap { key, name in
        guard let times = answer[key], !times.isEmpty else { return nil }
        return ("\(name) (float32)", Spread(times.map { $0 * Double(settings.restarts) }))
    }
}

struct PythonFault: Error, CustomStringConvertible {
    let description: String
}

private struct PythonQuestion: Encodable {
    let folder: String
    let nodes: Int
    let first: [Int]
    let second: [Int]
    let values: [Double]
    let signed: Bool
    let rank: Int
    let noise: Double
    let steps: Int
    let learningRate: Double
    let runs: Int
}

private func askPython(_ question: PythonQuestion) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", pythonProgram]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: try JSONEncoder().encode(question))
    try input.fileHandleForWriting.close()
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw PythonFault(
            description:
                "the reference in '\(question.folder)' could not be run. It needs python3 with numpy, jax and numpyro; try 'python3 -c \"import numpyro\"'."
        )
    }
    return answer
}

private let pythonProgram = """
    import json, os, sys, time
    for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[v] = "1"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    q = json.load(sys.stdin)
    sys.path.insert(0, q["folder"])
    import numpy as np, jax
    import ids_reference as A
    n, m, steps, lr, signed = q["nodes"], q["rank"], q["steps"], q["learningRate"], q["signed"]
    I, J = np.array(q["first"], np.int32), np.array(q["second"], np.int32)
    y, w = np.array(q["values"], np.float32), np.ones(len(I), np.float32)

    def clock(f):
        start = time.perf_counter()
        jax.block_until_ready(f())
        return time.perf_counter() - start

    answer = {"whole": [], "compiled": [], "own": []}
    if not signed:
        fit = lambda: A.numpyro_fit(n, I, J, y, m, q["noise"], 1, steps=steps, lr=lr)[3][0]
        answer["whole"] = [fit() for _ in range(q["runs"])]
    svi, run = A._numpyro_program(n, m, q["noise"], signed, lr, steps, len(I))
    state = svi.init(jax.random.PRNGKey(0), I, J, y, w.astype(bool))
    own = A._jax_svi(n, m, 0, lr, False, 1, signed)
    loc = np.random.default_rng(0).uniform(-2, 2, size=(n, m)).astype(np.float32)
    rho = np.full((n, m), np.log(np.expm1(.1)), np.float32)
    i2 = np.float32(.5 / q["noise"] ** 2)
    numpyro_steps = lambda: run(state, I, J, y, w.astype(bool))
    own_steps = lambda: own(jax.random.PRNGKey(0), loc, rho, steps, I, J, y, w, i2)
    for f in (numpyro_steps, own_steps):
        jax.block_until_ready(f())
    for _ in range(q["runs"]):
        answer["compiled"].append(clock(numpyro_steps))
        answer["own"].append(clock(own_steps))
    print(json.dumps(answer))
    """
