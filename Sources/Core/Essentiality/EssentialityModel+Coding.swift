import Screen

extension EssentialityModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case format
        case sources
        case settings
        case scale
        case lines
        case expressionGenes
        case leastExpression
        case greatestExpression
        case targets
    }

    /// Refuses a file of another format and one whose numbers cannot be a model's.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try container.decode(Int.self, forKey: .format)
        guard format == Self.currentFormat else {
            throw DecodingError.dataCorruptedError(
                forKey: .format,
                in: container,
                debugDescription: "a model of format \(format), where this program reads format "
                    + "\(Self.currentFormat); train it again with 'pairwell train'"
            )
        }
        self.init(
            sources: try container.decode(TrainingSources.self, forKey: .sources),
            settings: try container.decode(TrainingSettings.self, forKey: .settings),
            scale: try container.decode(EffectScale.self, forKey: .scale),
            lines: try container.decode(Int.self, forKey: .lines),
            expressionGenes: try container.decode(Int.self, forKey: .expressionGenes),
            leastExpression: try container.decode(Double.self, forKey: .leastExpression),
            greatestExpression: try container.decode(Double.self, forKey: .greatestExpression),
            targets: try container.decode([TargetModel].self, forKey: .targets)
        )
        var previous: Gene?
        for target in targets {
            guard previous != target.gene, target.isSound else {
                throw DecodingError.dataCorruptedError(
                    forKey: .targets,
                    in: container,
                    debugDescription:
                        "target \(Rejection.shortened(target.gene.symbol)) stands twice, lists a "
                        + "modifier twice or holds a number that is not finite; train the model again"
                )
            }
            previous = target.gene
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(sources, forKey: .sources)
        try container.encode(settings, forKey: .settings)
        try container.encode(scale, forKey: .scale)
        try container.encode(lines, forKey: .lines)
        try container.encode(expressionGenes, forKey: .expressionGenes)
        try container.encode(leastExpression, forKey: .leastExpression)
        try container.encode(greatestExpression, forKey: .greatestExpression)
        try container.encode(targets, forKey: .targets)
    }
}

extension TargetModel {
    fileprivate var isSound: Bool {
        let numbers = [mean, sd, intercept, heldOut.r, heldOut.rmse]
        return numbers.allSatisfy(\.isFinite)
            && modifiers.allSatisfy { $0.mean.isFinite && $0.coefficient.isFinite && $0.correlation.isFinite }
            && Set(modifiers.map(\.gene)).count == modifiers.count
    }
}
