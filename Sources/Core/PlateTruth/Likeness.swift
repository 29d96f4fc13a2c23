import Screen

/// Which wells a layout says should look alike: those of one content, and less so those of one kin
/// (a control role, a gene, a pair).
struct Likeness {
    /// Of each well, a number; wells without a partner have a number of their own.
    private(set) var contents: [Int] = []
    private(set) var kin: [Int] = []
    /// For each content its kin.
    private(set) var kinOfContent: [Int] = []
    private(set) var kinCount = 0
    private(set) var keys: [ContentKey?] = []

    /// - Parameter wells: What each well holds; `nil` where the layout does not say.
    init(_ wells: [WellContent?]) {
        var contentNumbers: [ContentKey: Int] = [:]
        var kinNumbers: [Kin: Int] = [:]
        for content in wells {
            let key = content.flatMap(ContentKey.init)
            keys.append(key)
            guard let key else {
                contents.append(kinOfContent.count)
                kin.append(kinCount)
                kinOfContent.append(kinCount)
                kinCount += 1
                continue
            }
            if kinNumbers[key.kin] == nil {
                kinNumbers[key.kin] = kinCount
                kinCount += 1
            }
            let group = kinNumbers[key.kin] ?? 0
            if contentNumbers[key] == nil {
                contentNumbers[key] = kinOfContent.count
                kinOfContent.append(group)
            }
            contents.append(contentNumbers[key] ?? 0)
            kin.append(group)
        }
    }
}

/// What two wells must have in common to be called equal: an anchor equals its single, whatever control
/// guide stands beside it.
struct ContentKey: Hashable {
    let kin: Kin
    let guides: [Guide]

    init?(_ content: WellContent) {
        switch content.role {
        case .empty: return nil
        case .untreated, .nonTargeting, .cutting:
            kin = .role(content.role)
            guides = [content.a, content.b].compactMap { $0 }
        case .positive:
            kin = .positive(content.a)
            guides = [content.a].compactMap { $0 }
        case .single, .anchor:
            guard let gene = content.single else { return nil }
            kin = .gene(gene)
            guides = [content.a].compactMap { $0 }
        case .double:
            guard let pair = content.pair else { return nil }
            kin = .pair(pair)
            guides = [content.a, content.b].compactMap { $0 }
        }
    }
}

enum Kin: Hashable {
    case role(WellRole)
    case positive(Guide?)
    case gene(Gene)
    case pair(Pair)
}
