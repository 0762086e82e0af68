import DDBTestSupport
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A server of another make: a script of `Tests/Interop` that prints its port when it listens.
final class PeerServer: Sendable {
    /// The script did not say where it listens.
    struct NoPort: Error {
        let script: String
    }

    let port: UInt16
    private let process: Process

    /// Starts the script; nil, with a line on standard error, where there is no Python for it.
    init?(_ interpreter: String?, _ script: String, _ arguments: [String]) throws {
        guard let interpreter else { return nil }
        process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = [Checkout.path("Tests/Interop/" + script)] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = Pipe()
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.first != 10 {
            line += byte
        }
        guard let port = UInt16(String(decoding: line, as: UTF8.self)) else {
            kill(process.processIdentifier, SIGKILL)
            throw NoPort(script: script)
        }
        self.port = port
    }

    deinit {
        // It was started by a thread that keeps signals back, and so does it; but not this one.
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { usleep(1000) }
    }
}
