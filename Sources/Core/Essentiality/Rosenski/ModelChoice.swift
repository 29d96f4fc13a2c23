/// Which model was chosen for a target on some lines, and by what.
package struct ModelChoice: Sendable, Hashable {
    /// `nil` where the mean of the training lines predicts.
    package let model: PaperModelKind?
    /// Columns of the expression, as they were chosen on the training lines.
    package let modifiers: [Int]
    /// The lines that the model was chosen by, and boosted trees and networks stopped on, ascending; none for the
    /// mean.
    package let validation: [Int]
    /// Of each model tried, in the order tried; none where only one could be taken.
    package let errors: [ValidationError]

    /// `mean`, or the name of the kind.
    package var name: String { model?.rawValue ?? "mean" }
}

extension ModelChoice {
    func append(to writer: inout RecordWriter) {
        writer.append(Array((model?.rawValue ?? "").utf8))
        writer.append(modifiers.map { Int32($0) })
        writer.append(validation.map { Int32($0) })
        writer.append(Int32(errors.count))
        for error in errors { writer.append(Array(error.model.rawValue.utf8)) }
        writer.append(errors.map(\.rmse))
    }

    init?(_ reader: inout RecordReader) {
        guard let name: [UInt8] = reader.array(), let modifiers: [Int32] = reader.array(),
            let validation: [Int32] = reader.array(),
            let count = reader.count(most: PaperModelKind.allCases.count)
        else { return nil }
        var kinds: [PaperModelKind] = []
        for _ in 0..<count {
            guard let name: [UInt8] = reader.array(),
                let kind = PaperModelKind(rawValue: String(decoding: name, as: UTF8.self))
            else { return nil }
            kinds.append(kind)
        }
        let model = PaperModelKind(rawValue: String(decoding: name, as: UTF8.self))
        guard let rmse: [Double] = reader.array(), rmse.count == count, model != nil || name.isEmpty else {
            return nil
        }
        self.model = model
        self.modifiers = modifiers.map { Int($0) }
        self.validation = validation.map { Int($0) }
        errors = zip(kinds, rmse).map { ValidationError(model: $0, rmse: $1) }
    }
}
