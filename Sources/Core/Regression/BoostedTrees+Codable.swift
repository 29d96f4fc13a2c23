extension BoostedTrees {
    private enum CodingKeys: String, CodingKey {
        case featureCount
        case baseScore
        case roots
        case feature
        case threshold
        case left
        case right
        case leafValue
        case gain
    }

    /// Reads trees, and refuses arrays that no fit can have written.
    ///
    /// Branches must lead onwards, so that every walk ends, leaves to themselves, and columns must exist.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        featureCount = try values.decode(Int.self, forKey: .featureCount)
        baseScore = try values.decode(Float.self, forKey: .baseScore)
        roots = try values.decode([Int32].self, forKey: .roots)
        feature = try values.decode([Int32].self, forKey: .feature)
        threshold = try values.decode([Float].self, forKey: .threshold)
        left = try values.decode([Int32].self, forKey: .left)
        right = try values.decode([Int32].self, forKey: .right)
        leafValue = try values.decode([Float].self, forKey: .leafValue)
        gain = try values.decode([Double].self, forKey: .gain)
        guard isWellFormed else {
            throw DecodingError.dataCorruptedError(
                forKey: .feature,
                in: values,
                debugDescription: "the nodes do not form trees"
            )
        }
    }

    private var isWellFormed: Bool {
        let nodes = feature.count
        guard featureCount >= 0, gain.count == featureCount, threshold.count == nodes, left.count == nodes,
            right.count == nodes, leafValue.count == nodes, baseScore.isFinite, threshold.areFinite,
            leafValue.areFinite
        else { return false }
        for root in roots where root < 0 || Int(root) >= nodes { return false }
        for node in 0..<nodes {
            guard feature[node] >= 0 else {
                guard Int(left[node]) == node, Int(right[node]) == node else { return false }
                continue
            }
            guard Int(feature[node]) < featureCount, Int(left[node]) > node, Int(right[node]) > node,
                Int(left[node]) < nodes, Int(right[node]) < nodes
            else { return false }
        }
        return true
    }
}
