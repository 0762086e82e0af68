import Foundation

/// Runs a program that the package builds, as a process of its own.
public struct Program: Sendable {
    /// How a run ended.
    public struct Outcome: Sendable {
        /// The exit status; the negative number of the signal where one ended it.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String
    }

    private let url: URL

    /// Names a program of the folder that the tests were built into.
    public init(_ name: String) {
        url = Bundle.main.bundleURL.appendingPathComponent(name)
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - environment: Variables besides those of this process.
    ///   - signal: A signal to send once it has written something to standard output.
    public func run(
        _ arguments: [String], environment: [String: String] = [:], signal: Int32? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let folder = try ScratchFolder()
        let errors = folder.path + "/errors"
        try Data().write(to: URL(fileURLWithPath: errors))
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        var bytes = Data()
        while true {
            let chunk = output.fileHandleForReading.availableData
            if chunk.isEmpty { break }
            if bytes.isEmpty, let signal { kill(process.processIdentifier, signal) }
            bytes.append(chunk)
        }
        process.waitUntilExit()
        let status = process.terminationStatus
        return Outcome(
            status: process.terminationReason == .uncaughtSignal ? -status : status,
            output: String(decoding: bytes, as: UTF8.self),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
}
