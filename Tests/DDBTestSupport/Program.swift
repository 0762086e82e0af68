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
    ///   - environment: Variables besides ``PlainEnvironment``.
    ///   - launcher: A command that makes itself the program, such as `setpriv` with its options.
    ///   - signal: A signal to send once it has written something to standard output.
    public func run(
        _ arguments: [String], environment: [String: String] = [:], launcher: [String] = [],
        signal: Int32? = nil
    ) throws -> Outcome {
        let process = makeProcess(arguments, launcher)
        process.environment = PlainEnvironment.variables.merging(environment) { $1 }
        let folder = try ScratchFolder()
        let errors = folder.path + "/errors"
        try Data().write(to: URL(fileURLWithPath: errors))
        let output = Pipe()
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

    /// Runs it to its end, and leaves the threads of tasks to others meanwhile: to a server, for
    /// instance, that it calls and that this process runs.
    public func running(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await Self.aside { try run(arguments, environment: environment) }
    }

    /// Runs what blocks on a thread of its own.
    public static func aside<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try work() })
            }
        }
    }

    /// Runs it until it ends or its moment comes, and then kills it with SIGKILL.
    ///
    /// - Parameters:
    ///   - environment: Variables besides ``PlainEnvironment``.
    ///   - moment: Asked again and again; true is the moment.
    ///   - delayMicroseconds: How much later it dies.
    /// - Returns: Whether it was killed; false where it had ended before.
    public func runUntilKilled(
        _ arguments: [String], environment: [String: String] = [:], delayMicroseconds: UInt32,
        at moment: () -> Bool
    ) throws -> Bool {
        let process = makeProcess(arguments, [])
        process.environment = PlainEnvironment.variables.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning, !moment() { usleep(50) }
        usleep(delayMicroseconds)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    func makeProcess(_ arguments: [String], _ launcher: [String]) -> Process {
        let process = Process()
        process.executableURL = launcher.isEmpty ? url : URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = launcher.isEmpty ? arguments : launcher + [url.path] + arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
