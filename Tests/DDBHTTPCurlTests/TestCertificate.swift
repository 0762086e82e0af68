import DDBTestSupport
import Foundation

/// A certificate of its own, in a folder that goes with the value.
final class TestCertificate: Sendable {
    struct Failure: Error {}

    private let folder: ScratchFolder

    /// Makes it; nil, with a line on standard error, where there is no `openssl`.
    init?(names: String = "IP:127.0.0.1,DNS:localhost") throws {
        guard let program = Self.program else {
            FileHandle.standardError.write(Data("SKIPPED: TLS (no openssl)\n".utf8))
            return nil
        }
        folder = try ScratchFolder("certificate")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", folder.path + "/key.pem", "-out", folder.path + "/certificate.pem",
            "-days", "2", "-subj", "/CN=ddbkit test", "-addext",
            "subjectAltName=" + names,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning { usleep(1000) }
        guard process.terminationStatus == 0 else { throw Failure() }
    }

    /// The certificate, which is its own authority.
    var path: String { folder.path + "/certificate.pem" }

    var keyPath: String { folder.path + "/key.pem" }

    static let program = [
        "/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}
