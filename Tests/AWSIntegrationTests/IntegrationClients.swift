import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBHTTPCurl
import DDBS3
import DDBSigV4
import DDBTestSupport
import Testing

/// The transport that all integration tests share.
enum IntegrationTransport {
    static let shared: Result<CurlTransport, any Error> = Result {
        try CurlTransport(environment: ProcessEnvironment([:]))
    }
}

/// Components over the real transport, with keys that do not change.
func components(
    _ accessKeyID: String, _ secret: String, token: String? = nil
) throws -> ClientComponents {
    ClientComponents(
        transport: try IntegrationTransport.shared.get(),
        credentials: FixedCredentials(
            signing: SigningCredentials(
                accessKeyID: accessKeyID, secretAccessKey: Secret(secret),
                sessionToken: token.map { Secret($0) })))
}

func components(_ keys: MotoServer.Keys) throws -> ClientComponents {
    try components(keys.accessKeyID, keys.secretAccessKey)
}

extension MotoServer {
    /// Settings for a client of any service.
    var settings: ClientSettings {
        ClientSettings(region: region, endpoint: Endpoint(parsing: endpointText))
    }
}

/// Keys that do not change.
struct FixedCredentials: CredentialsProvider {
    let signing: SigningCredentials

    var name: String { "fixed" }

    func credentials() async throws -> Credentials { Credentials(signing: signing, origin: name) }
}

/// Changes what is sent, behind the signature's back.
struct ChangingTransport: Transport {
    let base: any Transport
    /// Whether the path is changed, or the last byte of every body.
    let changesPath: Bool

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        var changed = request
        if changesPath {
            changed.path += "x"
        } else if case .bytes(var bytes) = request.body, let last = bytes.indices.last {
            bytes[last] ^= 1
            changed.body = .bytes(bytes)
        }
        return try await base.send(changed)
    }
}

/// A store that speaks S3, of others.
struct ObjectServer: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The bucket that is there.
    var bucket: String
    /// Whether it heeds conditions of writes, checksums in trailers, and keys that no folder holds.
    var isComplete: Bool
    /// How it is asked; throws what starting it failed with.
    var access: @Sendable () throws -> (settings: ClientSettings, keys: Keys)

    typealias Keys = (id: String, secret: String)

    var settings: ClientSettings { get throws { try access().settings } }
    var keys: Keys { get throws { try access().keys } }

    func client(
        _ s3: ObjectSettings = ObjectSettings(), as other: Keys? = nil
    ) throws -> S3Client {
        let access = try access()
        let keys = other ?? access.keys
        return S3Client(
            settings: access.settings, objects: s3,
            components: try components(keys.id, keys.secret))
    }

    /// The servers that are installed.
    static let all: [ObjectServer] = {
        var servers: [ObjectServer] = []
        if MotoServer.isInstalled {
            servers.append(
                ObjectServer(
                    testDescription: "moto", bucket: MotoServer.buckets[0], isComplete: true
                ) {
                    let moto = try #require(try MotoServer.shared())
                    let user = moto.administrator
                    return (moto.settings, (user.accessKeyID, user.secretAccessKey))
                })
        }
        if RcloneServer.isInstalled {
            servers.append(
                ObjectServer(
                    testDescription: "rclone", bucket: RcloneServer.bucket, isComplete: false
                ) {
                    let rclone = try #require(try RcloneServer.shared())
                    let settings = ClientSettings(
                        region: "us-east-1", endpoint: Endpoint(parsing: rclone.endpointText))
                    return (settings, (RcloneServer.accessKeyID, RcloneServer.secretAccessKey))
                })
        }
        return servers
    }()
}

/// Bytes that differ from one another.
func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var word = seed
    return (0..<count).map { _ in
        word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: word >> 33)
    }
}

/// Expects an error of the service.
func expectRefusal<Value>(
    _ code: ClientError.Code?, status: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as ClientError {
        if let code { #expect(error.code == code, "\(error)", sourceLocation: sourceLocation) }
        if let status {
            #expect(error.status == status, "\(error)", sourceLocation: sourceLocation)
        }
        for secret in ["a secret of rclone", "AWS4-HMAC-SHA256 "] {
            #expect(!"\(error)".contains(secret), sourceLocation: sourceLocation)
        }
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}
