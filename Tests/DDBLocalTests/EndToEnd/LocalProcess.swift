import Foundation
import Testing

/// `ddbkit local` as a process of its own.
final class LocalProcess {
    let endpoint: String
    private let process: Process
    private let errors: Pipe

    /// Starts it, and returns once it listens.
    init(_ arguments: [String]) throws {
        process = Process()
        process.executableURL = Bundle.main.bundleURL.appendingPathComponent("ddbkit")
        process.arguments = ["local", "--port", "0"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        errors = Pipe()
        process.standardError = errors
        try process.run()
        var text = ""
        var found: String?
        while found == nil {
            let bytes = errors.fileHandleForReading.availableData
            try #require(!bytes.isEmpty, "it ended: \(text)")
            text += String(decoding: bytes, as: UTF8.self)
            found = text.firstMatch(of: #/listening on (\S+) /#).map { String($0.1) }
        }
        endpoint = try #require(found)
    }

    deinit { end(SIGKILL) }

    /// Sends a signal, and returns how it ended: its status, or the negative number of the signal.
    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .uncaughtSignal ? -status : status
    }
}
