import DDBHTTP
import DDBJSON
import Synchronization

/// Plays traffic that another implementation recorded: one exchange a connection, in order.
///
/// Requests are held against the record by method, URL and the headers that the protocol of
/// credentials is made of; the record of a role service is held against its action alone, since
/// names of sessions have the time in them and some role names were changed by hand.
final class RecordedTraffic: Transport {
    struct Mismatch: Error, CustomStringConvertible {
        let description: String
    }

    private struct Exchange {
        var method = ""
        var url = ""
        var headers: [String: String] = [:]
        var requestBody: [UInt8] = []
        var status: Int?
        var responseBody: [UInt8] = []
    }

    static let heldHeaders = [
        "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds",
        "x-amz-sso_bearer_token", "authorization",
    ]

    private let exchanges: Mutex<ArraySlice<Exchange>>

    init(_ record: JSONValue) {
        var exchanges: [Int64: Exchange] = [:]
        for event in record["events"]?.array ?? [] {
            let identifier = event["connection_id"]?.integer ?? 0
            Self.apply(event["action"], to: &exchanges[identifier, default: Exchange()])
        }
        self.exchanges = Mutex(exchanges.sorted { $0.key < $1.key }.map(\.value)[...])
    }

    private static func apply(_ action: JSONValue?, to exchange: inout Exchange) {
        if let request = action?["Request"]?["request"] {
            exchange.method = request["method"]?.string ?? ""
            exchange.url = request["uri"]?.string ?? ""
            for member in request["headers"]?.object?.members ?? [] {
                exchange.headers[member.name.lowercased()] = member.value.array?.first?.string
            }
        }
        if let response = action?["Response"]?["response"] {
            exchange.status = (response["Ok"]?["status"]?.integer).map { Int($0) }
        }
        guard let data = action?["Data"] else { return }
        let bytes = Array((data["data"]?["Utf8"]?.string ?? "").utf8)
        if data["direction"]?.string == "Request" {
            exchange.requestBody += bytes
        } else {
            exchange.responseBody += bytes
        }
    }

    var remainingCount: Int { exchanges.withLock { $0.count } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        try request.validate()
        guard let exchange = exchanges.withLock({ $0.popFirst() }) else {
            throw TransportError(
                .connectionFailed, "Nothing more was recorded.", endpoint: request.endpoint,
                delivery: .notSent)
        }
        guard request.method.rawValue == exchange.method else {
            throw Mismatch(description: "\(request.method) is not \(exchange.method)")
        }
        guard let recorded = TransportRequest(request.method, url: exchange.url),
            request.endpoint == recorded.endpoint, request.wirePath == recorded.wirePath,
            Set(request.query) == Set(recorded.query)
        else { throw Mismatch(description: "\(request) is not \(exchange.url)") }
        for name in Self.heldHeaders where !exchange.url.contains("sts.") {
            // The record of EKS lacks the header that its token file calls for.
            if name == "authorization", exchange.headers[name] == nil { continue }
            guard request.headers[name] == exchange.headers[name] else {
                throw Mismatch(description: "the header \(name) differs")
            }
        }
        let body = try await request.body.open().collect(limit: 1 << 20)
        guard Self.action(body) == Self.action(exchange.requestBody) else {
            throw Mismatch(description: "the action differs")
        }
        guard let status = exchange.status else {
            throw TransportError(.connectionLost, "The record ends.", endpoint: request.endpoint)
        }
        return TransportResponse(status: status, body: exchange.responseBody)
    }

    private static func action(_ body: [UInt8]) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        return text.split(separator: "&").first { $0.hasPrefix("Action=") }.map(String.init)
    }
}
