import Cycle

extension ConfigurationReader {
    /// `http: {listen, allow-remote, token-file}`.
    func http(_ field: Field?) -> (listen: ListenAddress?, tokenFile: String?) {
        guard let section = field?.section() else { return (nil, nil) }
        let allowRemote = section.field("allow-remote")?.boolean() ?? false
        let tokenFile = section.field("token-file").flatMap(path)
        let remedy = "Give an address and a port, for example 127.0.0.1:8470."
        let listen = section.required("listen", remedy).flatMap { address($0, remedy) }
        section.finish()
        if let listen, !listen.isLoopback {
            let path = section.path(of: "listen")
            if !allowRemote {
                problems.add(
                    path,
                    value: listen.description,
                    "which other machines can reach",
                    remedy: "Listen on 127.0.0.1, or add 'allow-remote: true' and a token-file."
                )
            } else if !section.has("token-file") {
                problems.add(
                    path,
                    value: listen.description,
                    "which other machines can reach without a token",
                    remedy: "Add token-file: the name of a file whose first line is the token."
                )
            }
        }
        return (listen, tokenFile)
    }

    /// `watch: {quiet-period, listing-interval, maximum-file-size}`.
    func watch(_ field: Field?) -> WatchSettings {
        var settings = WatchSettings()
        guard let section = field?.section() else { return settings }
        if let quiet = section.field("quiet-period")?.duration(in: 0...3_600, example: "5s") {
            settings.quietPeriod = quiet
        }
        if let interval = section.field("listing-interval")?.duration(in: 0.01...3_600, example: "30s") {
            settings.listingInterval = interval
        }
        if let size = section.field("maximum-file-size")?.size(in: 1_024...17_179_869_184, example: "256MiB")
        {
            settings.maximumFileBytes = size
        }
        section.finish()
        return settings
    }

    /// `log: {level}`.
    func logLevel(_ field: Field?) -> String {
        guard let section = field?.section() else { return "info" }
        let level = section.field("level")?.choice([
            "trace": "trace", "debug": "debug", "info": "info", "notice": "notice", "warning": "warning",
            "error": "error", "critical": "critical",
        ])
        section.finish()
        return level ?? "info"
    }

    /// `essentiality: {model}`.
    func essentiality(_ field: Field?) -> EssentialitySettings? {
        guard let section = field?.section() else { return nil }
        let model = section.required("model", "Name the file that 'pairwell train' wrote.").flatMap(path)
        section.finish()
        return model.map(EssentialitySettings.init)
    }

    /// `notices`: a list of destinations with names of their own; the names also of faulty ones.
    func notices(_ field: Field?) -> (destinations: [NoticeDestination], names: [String]) {
        var names: [String] = []
        let list = field?.list("Give a list of destinations, each beginning with '- name:'.") ?? []
        let destinations = list.compactMap { destination($0, &names) }
        return (destinations, names)
    }

    private func destination(_ entry: Field, _ names: inout [String]) -> NoticeDestination? {
        guard let section = entry.section() else { return nil }
        defer { section.finish() }
        let named = section.required("name", "Give the destination a name, such as lab-chat.")
        let name = named?.text()
        if let name, names.contains(name) {
            let remedy = "Give each destination a name of its own."
            named?.fail(value: name, "which names another destination already", remedy: remedy)
        } else if let name {
            names.append(name)
        }
        let kind = section.required("kind", "Give webhook or slack.")?
            .choice(["webhook": NoticeDestination.Kind.webhook, "slack": .slack])
        let address = self.address(section, kind)
        let secret = section.field("secret-file")
        if kind == .slack {
            secret?.fail("means nothing to Slack", remedy: "Remove it; only webhooks are signed.")
        }
        let secretFile = secret.flatMap(path)
        let events = section.field("events").flatMap(self.events) ?? Notice.Kind.allCases
        guard let name, let kind, let address else { return nil }
        return NoticeDestination(
            name: name,
            kind: kind,
            address: address,
            secretFile: secretFile,
            events: events
        )
    }

    /// Never repeats the address in an error: it may be a secret.
    private func address(_ section: Section, _ kind: NoticeDestination.Kind?) -> NoticeDestination.Address? {
        let toFile = "Write the address into a file of its own and name that file as url-file."
        let file = section.field("url-file")
        let literal = section.field("url")
        guard let literal else {
            guard let file else {
                problems.add(section.path(of: "url-file"), "is missing", remedy: toFile)
                return nil
            }
            return path(file).map { .file($0) }
        }
        guard file == nil else {
            literal.fail("stands beside url-file", remedy: "Keep url-file only.")
            return nil
        }
        guard kind != .slack else {
            literal.fail("would put a secret into the configuration", remedy: toFile)
            return nil
        }
        guard let text = literal.text(toFile) else { return nil }
        guard let host = plainHost(of: text), ListenAddress(host: host, port: 0).isLoopback else {
            literal.fail(
                "is not plain http to this machine",
                remedy: "Only addresses such as http://127.0.0.1:9000/hook may stand here. \(toFile)"
            )
            return nil
        }
        return .loopback(text)
    }

    private func events(_ field: Field) -> [Notice.Kind]? {
        let names = Notice.Kind.allCases.map(\.rawValue)
        let remedy = "List some of \(alternatives(names)), or leave the key out for all."
        guard let list = field.list(remedy) else { return nil }
        guard !list.isEmpty else {
            field.fail("is empty", remedy: remedy)
            return nil
        }
        var events: [Notice.Kind] = []
        for entry in list {
            guard let text = entry.plain(remedy) else { continue }
            if let event = Notice.Kind(rawValue: text) {
                if !events.contains(event) { events.append(event) }
            } else {
                let nearest = nearestName(to: text, among: names).map { "Did you mean '\($0)'?" }
                entry.fail(value: text, "which is not a known event", remedy: nearest ?? remedy)
            }
        }
        return events
    }

    private func address(_ field: Field, _ remedy: String) -> ListenAddress? {
        guard let text = field.plain(remedy) else { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            field.fail(value: text, "which is not an address and a port", remedy: remedy)
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            field.fail(value: text, "whose address needs brackets", remedy: "Write IPv6 as [::1]:8470.")
            return nil
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else {
            field.fail(value: text, "which names no address", remedy: remedy)
            return nil
        }
        return ListenAddress(host: String(host), port: Int(port))
    }
}

/// The host of `http://host:port/path`; `nil` for other schemes and for user names in the address.
private func plainHost(of url: String) -> String? {
    guard url.hasPrefix("http://") else { return nil }
    let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
    guard !authority.contains("@"), !authority.contains(where: \.isWhitespace) else { return nil }
    if authority.hasPrefix("[") {
        guard let end = authority.firstIndex(of: "]") else { return nil }
        return String(authority[authority.index(after: authority.startIndex)..<end])
    }
    return String(authority.prefix { $0 != ":" })
}
