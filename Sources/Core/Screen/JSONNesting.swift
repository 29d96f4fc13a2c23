/// Whether arrays and objects of a JSON text lie in each other deeper than anything of ours does.
///
/// To be asked before a stranger's text is decoded: JSONDecoder (swift-foundation of Swift 6.3) ends the program at the
/// 513th opening bracket where that is the last byte. Brackets within strings count as well, which no file of
/// ours minds.
package func isNestedTooDeep(_ json: some Collection<UInt8>) -> Bool {
    var depth = 0
    for byte in json {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            if depth > 256 { return true }
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth = max(0, depth - 1)
        default: break
        }
    }
    return false
}
