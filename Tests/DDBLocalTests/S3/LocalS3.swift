import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBHTTPCurl
import DDBLocal
import DDBS3
import DDBSTS
import DDBSigV4
import Testing

/// The clients of S3 and STS at a local endpoint, over the real transport.
struct LocalS3: Sendable {
    let endpoint: Endpoint
    let client: S3Client
    let tokens: STSClient
    let transport: CurlTransport

    init(
        _ server: RunningServer, signing: SigningCredentials? = nil,
        objects: ObjectSettings = ObjectSettings(), attemptsMax: Int? = nil
    ) throws {
        endpoint = try #require(Endpoint(parsing: server.endpoint))
        transport = try CurlTransport(environment: ProcessEnvironment([:]))
        let settings = ClientSettings(
            region: "eu-west-1", endpoint: endpoint, retry: RetrySettings(attemptsMax: attemptsMax))
        let components = ClientComponents(
            transport: transport,
            credentials: LocalCredentials(
                signing: signing
                    ?? SigningCredentials(accessKeyID: "AKID", secretAccessKey: Secret("local"))),
            time: SystemTimeSource(), random: SystemRandomSource())
        client = S3Client(settings: settings, objects: objects, components: components)
        tokens = STSClient(settings: settings, components: components)
    }

    /// Makes a bucket, which the client has no operation for.
    func createBucket(_ name: String) async throws {
        let reply = try await send(.put, "/" + name)
        try #require(reply.status == 200, "\(reply.text)")
    }

    struct Reply: Sendable {
        var status: Int
        var headers: HeaderFields
        var text: String

        /// What stands between the tags of an element.
        func element(_ name: String) -> String? {
            guard let start = text.firstRange(of: "<\(name)>"),
                let end = text.firstRange(of: "</\(name)>")
            else { return nil }
            return String(text[start.upperBound..<end.lowerBound])
        }
    }

    /// Sends a signed request.
    func send(
        _ method: RequestMethod, _ path: String, query: [QueryItem] = [],
        headers: HeaderFields = [:], body: [UInt8] = [], payload: PayloadHash = .body
    ) async throws -> Reply {
        let request = TransportRequest(
            method, endpoint, path: path, query: query, headers: headers,
            body: body.isEmpty ? .none : .bytes(body))
        return try await deliver(
            Self.signer.sign(
                request, with: Self.credentials, at: SystemTimeSource().now, payload: payload
            ).request)
    }

    /// Sends a request as it is.
    func deliver(_ request: TransportRequest) async throws -> Reply {
        let response = try await transport.send(request)
        let bytes = try await response.body.collect(limit: 64 << 20)
        return Reply(
            status: response.status, headers: response.headers,
            text: String(decoding: bytes, as: UTF8.self))
    }

    static let credentials = SigningCredentials(
        accessKeyID: "AKID", secretAccessKey: Secret("local"))
    static let signer = RequestSigner(SigningSettings.s3(region: "eu-west-1"))
}

/// Credentials that are given.
struct LocalCredentials: CredentialsProvider {
    let name = "local"
    let signing: SigningCredentials

    func credentials() async throws -> Credentials {
        Credentials(signing: signing, origin: name)
    }
}

/// Bytes that differ from one another, from a seed.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
}
