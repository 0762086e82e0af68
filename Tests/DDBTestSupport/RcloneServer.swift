import Foundation

/// `rclone serve s3`: a store by others than moto's authors, over a folder of its own, with
/// signatures checked.
public struct RcloneServer: Sendable {
    private struct Announcement: Decodable {
        var endpoint: String
    }

    /// `http://127.0.0.1:PORT`.
    public let endpointText: String
    private let server: ScriptServer

    /// The key that may do everything.
    public static let accessKeyID = "AKIDRCLONE"
    /// Its secret.
    public static let secretAccessKey = "a secret of rclone/+"
    /// The bucket that is there from the start.
    public static let bucket = "tests"

    /// Whether rclone is installed, also where it does not start: the tests then have to fail.
    public static var isInstalled: Bool {
        switch started {
        case .success(let server): server != nil
        case .failure: true
        }
    }

    /// The server of this process of tests; nil where rclone is not installed.
    ///
    /// - Throws: What starting it failed with, each time.
    public static func shared() throws -> RcloneServer? { try started.get() }

    private static let started = Result { try start() }

    private static func start() throws -> RcloneServer? {
        guard
            let server = try ScriptServer.start(
                "serve_rclone.py", bucket, accessKeyID, secretAccessKey)
        else { return nil }
        let found = try JSONDecoder().decode(
            Announcement.self, from: Data(server.announcement.utf8))
        return RcloneServer(endpointText: found.endpoint, server: server)
    }
}
