import Cycle
import Layouts
import Relations
import Screen

/// Keys about what is known of genes from elsewhere, and about looking at hits.
extension ConfigurationReader {
    /// `relations`: a list of `{name, file}`; the files are read here.
    func relations(_ field: Field?, genes: [Gene]) -> KnownRelations {
        let remedy = "Give a list such as [{name: CORUM, file: corum.csv.gz}]."
        guard let list = field?.list(remedy) else { return .none }
        var sets: [RelationSet] = []
        var names: Set<String> = []
        for entry in list {
            guard let section = entry.section(remedy) else { continue }
            let named = section.required("name", "Name the source, such as CORUM.")
            let file = section.required("file", "Name a CSV file of gene pairs, or a GMT file of gene sets.")
            section.finish()
            guard let name = named.flatMap(relationName) else { continue }
            guard names.insert(name).inserted else {
                named?.fail(
                    value: name,
                    "which names another source already",
                    remedy: "Give each source a name of its own."
                )
                continue
            }
            guard let file, let (bytes, fileName) = bytes(file) else { continue }
            do throws(Rejection) {
                let set = try readRelations(bytes, name: name, fileName: fileName, genes: Set(genes))
                sets.append(set)
            } catch {
                note(error, of: file, fileName)
            }
        }
        return KnownRelations(sets)
    }

    /// `arms`: a CSV file of gene and chromosome arm.
    func arms(_ field: Field?, genes: [Gene]) -> [Gene: String] {
        guard let field, let (bytes, fileName) = bytes(field) else { return [:] }
        do throws(Rejection) {
            return try readChromosomeArms(bytes, genes: Set(genes))
        } catch {
            note(error, of: field, fileName)
            return [:]
        }
    }

    /// `images`: the pattern of an address.
    func images(_ field: Field?) -> ImagePattern? {
        guard let field, let text = field.text("Give an address with {plate} and {well}.") else { return nil }
        do throws(LayoutFault) {
            return try ImagePattern(text)
        } catch {
            field.fail("is no pattern of an address: \(withoutStop(error.reason))", remedy: error.remedy)
            return nil
        }
    }

    /// `line: {expression, sample}`, which only a model can make something of.
    func line(_ field: Field?, predicts: Bool) -> ScreenedLine? {
        guard let section = field?.section("Write {expression: FILE}.") else { return nil }
        let file = section.required("expression", "Name a table of the line's expression.").flatMap(path)
        let sample = section.field("sample")?.text("Give the sample's name, or leave the key out.")
        section.finish()
        if !predicts {
            field?.fail("needs a model to predict with", remedy: "Name one as essentiality.model.")
        }
        return file.map { ScreenedLine(expression: $0, sample: sample) }
    }

    /// `confirmation: {replicates}`.
    func confirmation(_ field: Field?) -> ConfirmationSettings {
        var settings = ConfirmationSettings.standard
        guard let section = field?.section() else { return settings }
        if let count = section.field("replicates")?.integer(in: 1...96, standard: settings.replicates) {
            settings.replicates = count
        }
        section.finish()
        return settings
    }

    /// Names stand in cells of tables, several with `|` between them.
    private func relationName(_ field: Field) -> String? {
        guard let text = field.text("Name the source, such as CORUM.") else { return nil }
        let isFit =
            text.utf8.count <= 32
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && !"|,;\"".unicodeScalars.contains(scalar)
            }
        guard isFit else {
            field.fail(
                value: text,
                "which cannot name a source",
                remedy: "Use at most 32 characters, and none of | , ; and quotes."
            )
            return nil
        }
        return text
    }

    func note(_ fault: Rejection, of field: Field, _ fileName: String) {
        problems.add(
            field.path,
            at: Problems.Place(file: fileName, line: fault.row),
            value: fileName,
            "which cannot be used: \(withoutStop(fault.reason))",
            remedy: fault.remedy
        )
    }
}

/// A sentence that goes on.
private func withoutStop(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
}
