import Cycle
import Hummingbird
import Screen

func addHealthRoutes(to router: APIRouter, reader: any CampaignReader, token: AccessToken?) {
    router.get("/health") { request, _ in
        struct Health: Encodable {
            let status: String
            var version: String?
            var faults: [String]?
        }
        let report = await reader.healthy()
        let isWell = report.faults.isEmpty
        var health = Health(status: isWell ? "ok" : "degraded")
        if isAuthorised(request, by: token) {
            health.version = report.version
            health.faults = report.faults
        }
        return try jsonReply(health, status: isWell ? .ok : .serviceUnavailable)
    }
    router.get("/metrics") { _, _ in
        let text = await reader.metricsText()
        return reply(Array(text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}

func addCampaignRoutes(to router: APIRouter, reader: any CampaignReader) {
    router.get("/v1/campaigns") { request, _ in
        let window = try Window(request)
        let all = try await reader.campaigns()
        // Rounds are many and have a list of their own.
        let items = all.dropFirst(window.offset).prefix(window.limit).map { report in
            var report = report
            report.rounds = []
            return report
        }
        return try window.reply(Page(total: all.count, items: items))
    }
    router.get("/v1/campaigns/{id}") { _, context in
        let id = try campaignID(context)
        return try jsonReply(known(await reader.campaign(id), id))
    }
    router.get("/v1/campaigns/{id}/batches") { request, context in
        let id = try campaignID(context)
        let window = try Window(request)
        let page = try await reader.batches(id, limit: window.limit, offset: window.offset)
        return try window.reply(known(page, id))
    }
    router.get("/v1/campaigns/{id}/pairs") { request, context in
        let id = try campaignID(context)
        let window = try Window(request)
        let status = try request.uri.queryParameters.get("status").map { text in
            guard let status = PairReport.Status(rawValue: text) else {
                throw Fault.badRequest(
                    "status must be one of measured, pending, held, owed-again, open, abandoned, excluded."
                )
            }
            return status
        }
        let page = try await reader.pairs(id, status: status, limit: window.limit, offset: window.offset)
        return try window.reply(known(page, id))
    }
}

func addPredictionRoutes(to router: APIRouter, reader: any CampaignReader, maximumBodyBytes: Int) {
    router.get("/v1/predictions") { request, _ in
        let window = try Window(request)
        return try window.reply(await reader.predictions(limit: window.limit, offset: window.offset))
    }
    router.get("/v1/predictions/{sample}") { _, context in
        let sample = context.parameters.get("sample").flatMap(percentDecoded) ?? ""
        guard let report = try await reader.prediction(sample: sample) else {
            throw Fault.notFound("No sample of this name was taken. See /v1/predictions.")
        }
        return try jsonReply(report)
    }
    router.post("/v1/predictions") { request, _ in
        // Types that no HTML form can send, so that a browser asks first.
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
        guard ["text/csv", "text/tab-separated-values", "application/gzip"].contains(type) else {
            throw Fault(
                status: .unsupportedMediaType,
                code: "unsupported_media_type",
                message:
                    "Send the expression table as text/csv, text/tab-separated-values or application/gzip."
            )
        }
        let name = request.uri.queryParameters.get("name") ?? "posted.csv"
        guard isFileName(name) else {
            throw Fault.badRequest(
                "name must be a file name of at most 100 letters, digits, '-', '_' and '.'."
            )
        }
        let genes = request.uri.queryParameters.get("genes").map { names in
            names.split(separator: ",").prefix(1_000).map { Gene(String($0)) }
        }
        var request = request
        let body = try await request.collectBody(upTo: maximumBodyBytes)
        guard body.readableBytes > 0 else {
            throw Fault.badRequest("The body is empty; send the table in it.")
        }
        let samples = try await reader.submitSample(name: name, bytes: Array(buffer: body), genes: genes)
        let page = ListReply(total: samples.count, limit: samples.count, offset: 0, items: samples)
        return try jsonReply(page, status: .accepted)
    }
}

func addPageRoutes(to router: APIRouter, reader: any CampaignReader, refreshSeconds: Int) {
    router.get("/") { _, _ in
        try htmlReply(renderCampaignList(await reader.campaigns(), refreshSeconds: refreshSeconds))
    }
    router.get("/campaigns/{id}") { _, context in
        let id = try campaignID(context)
        let report = try known(await reader.campaign(id), id)
        return try htmlReply(renderCampaignPage(report, refreshSeconds: refreshSeconds))
    }
    router.get("/samples") { _, _ in
        let page = try await reader.predictions(limit: 100, offset: 0)
        return try htmlReply(
            renderSampleList(page.items, total: page.total, refreshSeconds: refreshSeconds)
        )
    }
    router.get("/samples/{sample}") { _, context in
        let sample = context.parameters.get("sample").flatMap(percentDecoded) ?? ""
        guard let report = try await reader.prediction(sample: sample) else {
            throw Fault.notFound("No sample of this name was answered. See /samples.")
        }
        return try htmlReply(renderSample(report))
    }
}

private func campaignID(_ context: BasicRequestContext) throws -> CampaignID {
    guard let id = context.parameters.get("id").flatMap({ CampaignID($0) }) else {
        throw Fault.notFound("No campaign has this name. See /v1/campaigns.")
    }
    return id
}

private func known<Value>(_ value: Value?, _ id: CampaignID) throws -> Value {
    guard let value else { throw Fault.notFound("No campaign is named '\(id)'. See /v1/campaigns.") }
    return value
}

private func isFileName(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95: true
        default: false
        }
    }
    return isPlain && (1...100).contains(text.utf8.count) && !text.hasPrefix(".")
}

/// The text of a path's segment; `nil` where an escape is broken or the bytes are not UTF-8.
func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}
