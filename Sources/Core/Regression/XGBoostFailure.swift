import CXGBoost

/// A call of the XGBoost library that failed.
package struct XGBoostFailure: Error, Equatable, CustomStringConvertible {
    /// The function of the library's C interface.
    package let call: String

    /// The library's own words, without time, place and stack trace.
    package let message: String

    package var description: String { "XGBoost's \(call) failed: \(message)" }
}

/// Throws the library's last error unless `status` is 0.
///
/// The library keeps the error for each thread, so this must run on the thread of the call.
func check(_ call: String, _ status: CInt) throws(XGBoostFailure) {
    guard status != 0 else { return }
    let text = XGBGetLastError().map { String(cString: $0) } ?? ""
    var sentence = text.split(separator: "\n").first ?? "no reason given"
    // The library begins with the time and its line of source: "[18:43:48] ./src/data/data.cc:470: Check …".
    if sentence.hasPrefix("["), let rest = sentence.split(separator: ": ", maxSplits: 1).dropFirst().first {
        sentence = rest
    }
    throw XGBoostFailure(call: call, message: String(sentence))
}
