import Crypto
package import Cycle
import Screen

/// The name of a notice on the wire: `ntc_` and 32 hexadecimal digits.
///
/// It follows from what the notice is about (campaign, kind, key) and not from when or how often it is
/// sent, so a receiver that has seen the id can drop a repeat.
package func noticeID(_ notice: Notice) -> String {
    // Lengths stand before the parts, so that no two triples give the same bytes.
    let parts = [notice.campaign.text, notice.kind.rawValue, notice.key]
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return "ntc_" + hexadecimal(SHA256.hash(data: Array(text.utf8)).prefix(16))
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
        text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
}
