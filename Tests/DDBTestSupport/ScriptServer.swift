import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A server that a script of `Tests/Interop` runs as a process of its own.
///
/// The script prints one line when it is ready and ends when its standard input does: a server
/// ends with the tests even where these crash.
public final class ScriptServer: Sendable {
    /// The line that the script printed.
    public let announcement: String
    private let process: Mutex<Process?>
    private let input: Pipe

    /// How long a server may take to end by itself, and then after SIGTERM.
    private static let graceSeconds = 5.0

    /// Starts a script; nil, with a line on standard error, where Python or what the script needs
    /// is not installed.
    ///
    /// - Throws: ``ScriptFailure`` where it ends before it is ready.
    public static func start(_ script: String, _ arguments: String...) throws -> ScriptServer? {
        guard let python = PeerPython.interpreter("tests against " + script) else { return nil }
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [Checkout.path("Tests/Interop/" + script)] + arguments
        process.environment = PlainEnvironment.variables
        process.standardInput = input
        process.standardOutput = output
        // Servers log each request there; a pipe that nobody reads would fill.
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard let line = firstLine(of: output.fileHandleForReading) else {
            process.waitUntilExit()
            guard process.terminationStatus == 3 else {
                throw ScriptFailure(
                    script: script, status: process.terminationStatus, output: "no announcement")
            }
            FileHandle.standardError.write(
                Data("SKIPPED: tests against \(script) (run Tools/setup)\n".utf8))
            return nil
        }
        return ScriptServer(process, input, line)
    }

    private init(_ process: Process, _ input: Pipe, _ announcement: String) {
        self.process = Mutex(process)
        self.input = input
        self.announcement = announcement
    }

    deinit { stop() }

    /// Ends the server: by the end of its input, else by SIGTERM, else by SIGKILL, to its own
    /// process alone.
    public func stop() {
        guard let process = process.withLock({ $0.take() }) else { return }
        try? input.fileHandleForWriting.close()
        if Self.ends(process) { return }
        process.terminate()
        if Self.ends(process) { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static func ends(_ process: Process) -> Bool {
        let deadline = Date(timeIntervalSinceNow: graceSeconds)
        while process.isRunning, Date() < deadline { usleep(10_000) }
        return !process.isRunning
    }

    private static func firstLine(of handle: FileHandle) -> String? {
        var bytes = Data()
        while bytes.last != UInt8(ascii: "\n") {
            let piece = handle.availableData
            if piece.isEmpty { return nil }
            bytes.append(piece)
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}
