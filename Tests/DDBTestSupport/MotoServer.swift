import Foundation

/// The third-party server moto, which speaks for many services of AWS, with signatures and policies
/// checked.
///
/// One port answers for all services and regions. Tests share one server and keep apart by the
/// names of what they make.
public struct MotoServer: Sendable {
    /// Keys of a user.
    public struct Keys: Sendable, Decodable {
        /// The id.
        public let accessKeyID: String
        /// The secret.
        public let secretAccessKey: String
        /// The ARN of the user.
        public let arn: String
    }

    private struct Announcement: Decodable {
        var endpoint: String
        var region: String
        var administrator: Keys
        var stranger: Keys
        var role: String
        var externalID: String
    }

    /// `http://127.0.0.1:PORT`.
    public let endpointText: String
    /// The region that the buckets are in.
    public let region: String
    /// A user who may do everything.
    public let administrator: Keys
    /// A user who may do nothing.
    public let stranger: Keys
    /// A role that the administrator may take, with ``externalID``.
    public let roleARN: String
    /// The external id that the role asks for.
    public let externalID: String
    private let server: ScriptServer

    /// The buckets that are there from the start.
    public static let buckets = ["tests", "tests.with.dots"]

    /// Whether moto is installed, also where it does not start: the tests then have to fail.
    public static var isInstalled: Bool {
        switch checked {
        case .success(let server): server != nil
        case .failure: true
        }
    }

    /// The server of this process of tests, started when it is first asked for; nil where moto is
    /// not installed.
    ///
    /// - Throws: What starting it failed with, each time.
    public static func shared() throws -> MotoServer? { try checked.get() }

    /// Another one, which checks neither signatures nor policies.
    ///
    /// - Throws: What starting it failed with, each time.
    public static func unchecked() throws -> MotoServer? { try open.get() }

    private static let checked = Result { try start(checks: true) }
    private static let open = Result { try start(checks: false) }

    private static func start(checks: Bool) throws -> MotoServer? {
        guard
            let server = try ScriptServer.start(
                "serve_moto.py", checks ? "--checked" : "--unchecked", buckets[0], buckets[1])
        else { return nil }
        let found = try JSONDecoder().decode(
            Announcement.self, from: Data(server.announcement.utf8))
        return MotoServer(
            endpointText: found.endpoint, region: found.region,
            administrator: found.administrator, stranger: found.stranger, roleARN: found.role,
            externalID: found.externalID, server: server)
    }
}
