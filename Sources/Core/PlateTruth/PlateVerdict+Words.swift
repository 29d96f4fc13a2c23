package import Screen

extension PlateVerdict {
    /// What speaks for another layout, in a sentence for the person who dropped the file; `nil` where
    /// nothing does.
    package var reason: String? {
        guard case .other(let layout) = outcome, let other = evidence(for: layout),
            let designed = evidence(for: .designed)
        else { return nil }
        var sentence = "The wells of plate \(plate) look as if "
        switch layout {
        case .plate(let barcode): sentence += "they were those of plate \(barcode)"
        default: sentence += "the plate \(layout.inWords)"
        }
        sentence +=
            ": then \(other.alike) of \(other.comparable) wells look like others of their content, as designed "
            + "\(designed.alike) of \(designed.comparable) (half by chance); odds \(odds) to 1."
        if designed.explained < wells {
            sentence += " \(wells - designed.explained) wells lie where the layout has none."
        }
        return sentence
    }

    /// `10^9`: as a power of ten, because nobody can weigh longer numbers.
    package var odds: String {
        tenfolds >= 99.5 ? "more than 10^99" : "10^\(Int(max(0, tenfolds).rounded()))"
    }
}

/// Sets a file aside whose plates do not have the layouts they should have.
///
/// - Parameters:
///   - file: Its name, for the command that releases it.
///   - verdicts: Of every plate of the file, by barcode.
/// - Returns: `nil` where no plate has another layout.
package func rejection(of file: String, for verdicts: [PlateVerdict]) -> Rejection? {
    let held = verdicts.filter { $0.reason != nil }
    guard let first = held.first, case .other(let layout) = first.outcome else { return nil }
    let name = shellWord(file)
    let releases = held.map { verdict -> String in
        guard held.count > 1 || verdicts.count > 1 else {
            return "--as \(shellWord(verdict.likeliest.description))"
        }
        return "--as \(shellWord("\(verdict.plate)=\(verdict.likeliest)"))"
    }
    // wells that hold nothing by the design are refused, whoever says that the plate lay right
    let isReadableAsDesigned = held.allSatisfy { verdict in
        verdict.evidence(for: .designed).map { $0.explained == verdict.wells } ?? true
    }
    let several = held.count > 1 ? "the plates" : "the plate"
    return Rejection(
        rule: "other-layout",
        reason: held.compactMap(\.reason).joined(separator: " "),
        value: held.count == 1
            ? layout.description : held.map { "\($0.plate)=\($0.likeliest)" }.joined(separator: " "),
        expected: "wells that look as the layout of plate \(first.plate) has them",
        remedy:
            "Look at \(several). If this is what happened, run: pairwell accept \(name) "
            + "\(releases.joined(separator: " ")). If \(several) did lie as designed: "
            + (isReadableAsDesigned
                ? "pairwell accept \(name) --as designed."
                : "leave out the wells that the layout does not have.")
    )
}

/// A word that a shell takes as it stands.
private func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_.:=/,+@".utf8.contains(byte)
        }
    }
    if isPlain, !text.hasPrefix("-"), !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
