extension Field {
    /// A whole number in a range.
    func integer<Number: FixedWidthInteger>(in range: ClosedRange<Number>, standard: Number?) -> Number? {
        let usual = standard.map { " (default \($0))" } ?? ""
        let remedy = "Give a whole number from \(range.lowerBound) to \(range.upperBound)\(usual)."
        guard let scalar = plain(remedy) else { return nil }
        guard let number = Number(scalar) else {
            fail(
                value: scalar,
                "which is not a whole number\(isTooLong(scalar) ? " of that range" : "")",
                remedy: remedy
            )
            return nil
        }
        guard range.contains(number) else {
            fail(
                value: scalar,
                "which is too \(number < range.lowerBound ? "small" : "large")",
                remedy: remedy
            )
            return nil
        }
        return number
    }

    /// A number in a range; `exclusive` leaves its lower end out.
    func number(in range: ClosedRange<Double>, exclusive: Bool = false, standard: Double) -> Double? {
        let bounds =
            exclusive ? "above \(short(range.lowerBound)), at most" : "from \(short(range.lowerBound)) to"
        let remedy = "Give a number \(bounds) \(short(range.upperBound)) (default \(short(standard)))."
        guard let scalar = plain(remedy) else { return nil }
        guard let number = Double(scalar), number.isFinite else {
            fail(value: scalar, "which is not a number", remedy: remedy)
            return nil
        }
        guard number <= range.upperBound else {
            fail(value: scalar, "which is too large", remedy: remedy)
            return nil
        }
        guard exclusive ? number > range.lowerBound : number >= range.lowerBound else {
            fail(value: scalar, "which is too small", remedy: remedy)
            return nil
        }
        return number
    }

    /// Seconds, from a text such as `200ms`, `5s`, `2min`, `72h` or `3d`.
    func duration(in range: ClosedRange<Double>, example: String) -> Double? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)]
        return quantity(
            in: range,
            units: units,
            remedy: "Give a number with ms, s, min, h or d, for example \(example)."
        )
    }

    /// Bytes, from a text such as `512KiB`, `256MiB` or `2GB`.
    func size(in range: ClosedRange<Double>, example: String) -> Int? {
        let units: [(String, Double)] = [
            ("B", 1), ("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("kB", 1_000),
            ("MB", 1_000_000), ("GB", 1_000_000_000),
        ]
        let bytes = quantity(
            in: range,
            units: units,
            remedy: "Give a number with B, KiB, MiB, GiB, kB, MB or GB, for example \(example)."
        )
        return bytes.map { Int($0.rounded()) }
    }

    private func quantity(in range: ClosedRange<Double>, units: [(String, Double)], remedy: String) -> Double?
    {
        guard let scalar = plain(remedy) else { return nil }
        let digits = scalar.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = scalar.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits) else {
            fail(value: scalar, "which does not begin with a number", remedy: remedy)
            return nil
        }
        guard let factor = units.first(where: { $0.0 == unit })?.1 else {
            fail(
                value: scalar,
                unit.isEmpty ? "which has no unit" : "whose unit is not known",
                remedy: remedy
            )
            return nil
        }
        let result = number * factor
        guard range.contains(result) else {
            fail(
                value: scalar,
                "which is too \(result < range.lowerBound ? "short" : "large")",
                remedy: remedy
            )
            return nil
        }
        return result
    }

    private func isTooLong(_ text: String) -> Bool {
        let digits = text.drop { $0 == "-" }
        return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }
}

/// `5` for 5.0, `0.3` for 0.3.
func short(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : value.description
}
