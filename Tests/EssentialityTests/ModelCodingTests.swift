import FoundationEssentials
import Screen
import TestSupport
import Testing

@testable import Essentiality

@Suite struct ModelCodingTests {
    private func encoded(_ model: EssentialityModel) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(model), as: UTF8.self)
    }

    @Test func `a model is the same after a round trip through JSON`() throws {
        let model = try toyTraining().model
        let text = try encoded(model)
        let decoded = try JSONDecoder().decode(EssentialityModel.self, from: Data(text.utf8))
        #expect(decoded == model)
        #expect(try encoded(decoded) == text)
    }

    @Test func `the same training encodes to the same text`() throws {
        #expect(try encoded(toyTraining().model) == encoded(toyTraining().model))
        #expect(try encoded(toyTraining(seed: 2).model) != encoded(toyTraining(seed: 1).model))
    }

    @Test func `a model of another format is refused with what to do`() throws {
        let text = try encoded(smallModel()).replacing("\"format\":1", with: "\"format\":2")
        let error = #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(EssentialityModel.self, from: Data(text.utf8))
        }
        #expect("\(error as Any)".contains("train it again"))
    }

    @Test(
        arguments: [
            ("\"gene\":\"T1\"", "\"gene\":\"T2\""), ("\"gene\":\"B\"", "\"gene\":\"A\""),
            ("gene-effect", "temperature"), ("\"lines\":40", "\"lines\":\"many\""),
        ]
    )
    func `a model that was tampered with is refused`(part: String, other: String) throws {
        let text = try encoded(smallModel())
        let changed = text.replacing(part, with: other)
        try #require(changed != text)
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(EssentialityModel.self, from: Data(changed.utf8))
        }
    }
}
