import Foundation

/// The Python with the pinned wheels that `Tools/setup` installs.
public enum TestPython {
    /// The interpreter: `DDBKIT_PYTHON`, else the one in the user's cache folder; nil where absent.
    public static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        let path = environment["DDBKIT_PYTHON"] ?? cache + "/ddbkit/venv/bin/python"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        FileHandle.standardError.write(
            Data("skipped: no \(path); run Tools/setup\n".utf8))
        return nil
    }()

    /// Runs a script of `Tests/Interop` and returns what it printed on standard output.
    ///
    /// - Throws: ``ScriptFailure`` where it does not exit with 0.
    @discardableResult
    public static func run(_ script: String, _ arguments: String...) throws -> String {
        guard let path else { throw ScriptFailure(script: script, status: -1, output: "no Python") }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Interop")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [folder.appendingPathComponent(script).path] + arguments
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
}
