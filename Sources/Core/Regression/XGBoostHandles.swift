import CXGBoost
import LinearAlgebra

/// Lines and their measured values in the library's memory, freed at the end of the value's life.
struct XGBoostMatrix: ~Copyable {
    let handle: DMatrixHandle

    /// The lines `rows` of the design, rounded to single precision.
    init(_ design: Matrix, rows: [Int]) throws(XGBoostFailure) {
        var values: [Float] = []
        values.reserveCapacity(rows.count * design.columns)
        for row in rows { for value in design.row(row) { values.append(Float(value)) } }
        var made: DMatrixHandle?
        try check(
            "XGDMatrixCreateFromMat",
            XGDMatrixCreateFromMat(values, bst_ulong(rows.count), bst_ulong(design.columns), .nan, &made)
        )
        guard let made else {
            throw XGBoostFailure(call: "XGDMatrixCreateFromMat", message: "no matrix made")
        }
        handle = made
    }

    deinit { XGDMatrixFree(handle) }

    borrowing func setLabels(_ labels: [Float]) throws(XGBoostFailure) {
        try check(
            "XGDMatrixSetFloatInfo",
            XGDMatrixSetFloatInfo(handle, "label", labels, bst_ulong(labels.count))
        )
    }
}

/// A model being grown in the library's memory, freed at the end of the value's life.
struct XGBoostBooster: ~Copyable {
    let handle: BoosterHandle

    /// A booster that keeps its predictions of both matrices, so that a round adds one tree to them.
    init(
        training: borrowing XGBoostMatrix,
        validation: borrowing XGBoostMatrix
    ) throws(XGBoostFailure) {
        let matrices: [DMatrixHandle?] = [training.handle, validation.handle]
        var made: BoosterHandle?
        try check("XGBoosterCreate", XGBoosterCreate(matrices, bst_ulong(matrices.count), &made))
        guard let made else { throw XGBoostFailure(call: "XGBoosterCreate", message: "no booster made") }
        handle = made
    }

    deinit { XGBoosterFree(handle) }

    borrowing func set(_ parameters: [(name: String, value: String)]) throws(XGBoostFailure) {
        for (name, value) in parameters {
            try check("XGBoosterSetParam", XGBoosterSetParam(handle, name, value))
        }
    }

    borrowing func grow(round: Int, on training: borrowing XGBoostMatrix) throws(XGBoostFailure) {
        try check("XGBoosterUpdateOneIter", XGBoosterUpdateOneIter(handle, CInt(round), training.handle))
    }

    /// The predictions of all trees so far; they end with the next call of the library on this booster.
    borrowing func predictions(
        of matrix: borrowing XGBoostMatrix
    ) throws(XGBoostFailure) -> UnsafeBufferPointer<Float> {
        var count: bst_ulong = 0
        var values: UnsafePointer<Float>?
        try check("XGBoosterPredict", XGBoosterPredict(handle, matrix.handle, 0, 0, 0, &count, &values))
        return UnsafeBufferPointer(start: values, count: Int(count))
    }

    /// The first `count` trees as text with their gains.
    borrowing func dump(first count: Int) throws(XGBoostFailure) -> [String] {
        var available: bst_ulong = 0
        var texts: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        try check(
            "XGBoosterDumpModelEx",
            XGBoosterDumpModelEx(handle, "", 1, "text", &available, &texts)
        )
        guard let texts, count <= Int(available) else {
            throw XGBoostFailure(call: "XGBoosterDumpModelEx", message: "fewer trees than were grown")
        }
        return (0..<count).map { place in texts[place].map { String(cString: $0) } ?? "" }
    }
}
