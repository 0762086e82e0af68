import Foundation

/// Runs the scripts of `Tests/Interop`.
public enum TestPython {
    /// The interpreter, or nil where there is none.
    public static let path: String? = PeerPython.interpreter("what needs the pinned wheels")

    /// Runs a script of `Tests/Interop` and returns what it printed on standard output.
    ///
    /// - Throws: ``ScriptFailure`` where it does not exit with 0.
    @discardableResult
    public static func run(_ script: String, _ arguments: String...) throws -> String {
        try run(script: Checkout.path("Tests/Interop/" + script), arguments)
    }

    /// Runs a script that lies elsewhere.
    @discardableResult
    public static func run(path script: String, _ arguments: String...) throws -> String {
        try run(script: script, arguments)
    }

    /// Runs a script of `Tests/Interop` with an interpreter of one's own choice.
    @discardableResult
    public static func run(
        _ script: String, arguments: [String], interpreter: String
    ) throws -> String {
        try run(script: Checkout.path("Tests/Interop/" + script), arguments, interpreter)
    }

    private static func run(
        script: String, _ arguments: [String], _ interpreter: String? = nil
    ) throws -> String {
        guard let path = interpreter ?? path else {
            throw ScriptFailure(script: script, status: -1, output: "no Python")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [script] + arguments
        process.environment = PlainEnvironment.variables
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw ScriptFailure(script: script, status: process.terminationStatus, output: text)
        }
        return text
    }
}

/// A script that did not end well.
public struct ScriptFailure: Error {
    /// Which one.
    public let script: String
    /// Its exit status.
    public let status: Int32
    /// What it printed.
    public let output: String

    /// Creates a failure.
    public init(script: String, status: Int32, output: String) {
        self.script = script
        self.status = status
        self.output = output
    }
}
