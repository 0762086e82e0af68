import DDBBase
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Foundation

/// One case of AWS's own suite for SigV4.
struct OfficialCase {
    let name: String
    let request: TransportRequest
    let signer: RequestSigner
    let credentials: SigningCredentials
    let instant: Instant
    let expirySeconds: Int
    private let folder: String

    private struct Context: Decodable {
        struct Credentials: Decodable {
            let access_key_id: String
            let secret_access_key: String
            let token: String?
        }
        let credentials: Credentials
        let expiration_in_seconds: Int
        let normalize: Bool
        let region: String
        let service: String
        let sign_body: Bool
        let timestamp: String
        let omit_session_token: Bool?
    }

    /// The cases, or none where the suite is not on this machine.
    static func all() throws -> [OfficialCase] {
        guard let root = SharedVectors.path("sigv4-aws-c-auth/v4") else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: root).sorted().map {
            try OfficialCase(name: $0, folder: root + "/" + $0)
        }
    }

    private init(name: String, folder: String) throws {
        self.name = name
        self.folder = folder
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/context.json"))
        let context = try JSONDecoder().decode(Context.self, from: data)
        credentials = SigningCredentials(
            accessKeyID: context.credentials.access_key_id,
            secretAccessKey: Secret(context.credentials.secret_access_key),
            sessionToken: context.credentials.token.map { Secret($0) })
        signer = RequestSigner(
            SigningSettings(
                region: context.region, service: context.service,
                path: context.normalize ? .normalized : .unnormalized,
                sendsPayloadHash: context.sign_body,
                omitsSessionToken: context.omit_session_token ?? false))
        guard let instant = Instant(iso8601: context.timestamp) else {
            throw Malformed(file: folder + "/context.json")
        }
        self.instant = instant
        expirySeconds = context.expiration_in_seconds
        let text = try Data(contentsOf: URL(fileURLWithPath: folder + "/request.txt"))
        guard let request = Self.parse(String(decoding: text, as: UTF8.self)) else {
            throw Malformed(file: folder + "/request.txt")
        }
        self.request = request
    }

    struct Malformed: Error { let file: String }

    /// What the suite expects, such as `header-canonical-request`.
    func expected(_ file: String) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file).txt"))
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// Reads a request as it would be on the wire; its target may hold spaces.
    static func parse(_ text: String) -> TransportRequest? {
        let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = halves[0].split(separator: "\n").map(String.init)[...]
        guard let first = lines.popFirst(), let start = first.firstIndex(of: " "),
            let end = first.lastIndex(of: " "), start < end
        else { return nil }
        var fields: [HeaderField] = []
        for line in lines {
            if line.hasPrefix(" "), let last = fields.popLast() {
                fields.append(HeaderField(name: last.name, value: last.value + "\n" + line))
            } else if let colon = line.firstIndex(of: ":") {
                fields.append(
                    HeaderField(
                        name: String(line[..<colon]),
                        value: String(line[line.index(after: colon)...])))
            }
        }
        let headers = HeaderFields(fields)
        let target = first[first.index(after: start)..<end]
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        guard let endpoint = Endpoint(.https, host: headers["host"] ?? "") else { return nil }
        let body = halves.count > 1 ? Array(halves[1].utf8) : []
        return TransportRequest(
            RequestMethod(rawValue: String(first[..<start])), endpoint,
            path: String(target[..<mark]), query: QueryItem.decode(target[mark...].dropFirst()),
            headers: headers, body: body.isEmpty ? .none : .bytes(body))
    }
}
