import Foundation

/// A program that runs beside a test until the test ends it.
///
/// ```swift
/// let server = try RunningProgram(Program("ddbkit"), ["local", "--port", "0"])
/// defer { server.kill() }
/// let line = try server.awaitError { $0.contains("listening on") }
/// ```
public final class RunningProgram {
    /// Why waiting has ended in vain.
    public struct Failure: Error, CustomStringConvertible {
        /// What was waited for, and what the program said.
        public let description: String
    }

    private let process: Process
    private let folder: ScratchFolder
    private let arguments: [String]
    /// How often something is looked for that must come: for two minutes at least.
    public static let looksMax = 60_000
    /// How many microseconds lie between two looks.
    private static let lookMicroseconds: UInt32 = 2000

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: Variables besides ``PlainEnvironment``.
    ///   - output: The file that its standard output goes to; nil for nowhere.
    public init(
        _ program: Program, _ arguments: [String], environment: [String: String] = [:],
        output: String? = nil
    ) throws {
        self.arguments = arguments
        folder = try ScratchFolder()
        process = program.makeProcess(arguments, [])
        process.environment = PlainEnvironment.variables.merging(environment) { $1 }
        try Data().write(to: URL(fileURLWithPath: folder.path + "/errors"))
        process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
        if let output {
            try Data().write(to: URL(fileURLWithPath: output))
            process.standardOutput = FileHandle(forWritingAtPath: output)
        } else {
            process.standardOutput = FileHandle.nullDevice
        }
        try process.run()
    }

    deinit { kill() }

    /// Whether it has not ended.
    public var isRunning: Bool { process.isRunning }

    /// What it wrote to standard error so far.
    public var errors: String {
        get throws { try String(contentsOfFile: folder.path + "/errors", encoding: .utf8) }
    }

    /// Waits for a line of standard error.
    ///
    /// - Throws: ``Failure`` where the program ends first, or says nothing of the kind for long.
    public func awaitError(_ isMeant: (String) -> Bool) throws -> String {
        for _ in 0..<Self.looksMax {
            let wasRunning = isRunning
            let lines = try errors.split(separator: "\n", omittingEmptySubsequences: false)
            // The last line may not be whole.
            if let line = lines.dropLast().first(where: { isMeant(String($0)) }) {
                return String(line)
            }
            guard wasRunning else { throw failure("it ended before it said so") }
            usleep(Self.lookMicroseconds)
        }
        throw failure("it says nothing of the kind")
    }

    /// Waits until something holds, or the program ends, or nobody can wait any longer.
    ///
    /// - Parameter looksMax: How often is looked, about 500 times a second.
    /// - Returns: Whether it holds.
    @discardableResult
    public func look(_ looksMax: Int, until holds: () -> Bool) -> Bool {
        for _ in 0..<min(looksMax, Self.looksMax) {
            if holds() { return true }
            guard isRunning else { return holds() }
            usleep(Self.lookMicroseconds)
        }
        return false
    }

    /// Waits until it ends.
    ///
    /// - Returns: The exit status; the negative number of the signal where one ended it.
    /// - Throws: ``Failure`` where it does not end.
    public func end() throws -> Int32 {
        guard look(Self.looksMax, until: { !isRunning }) else { throw failure("it never ends") }
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .uncaughtSignal ? -status : status
    }

    /// Sends it a signal, where it still runs.
    public func send(_ signal: Int32) {
        if process.isRunning { Foundation.kill(process.processIdentifier, signal) }
    }

    /// Kills it with SIGKILL, where it still runs, and waits until it is gone.
    ///
    /// - Returns: Whether that is what ended it.
    @discardableResult
    public func kill() -> Bool {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    private func failure(_ what: String) -> Failure {
        let said = (try? errors) ?? ""
        return Failure(description: "\(arguments.joined(separator: " ")): \(what)\n\(said)")
    }
}
