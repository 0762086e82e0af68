import Foundation

/// Runs Python with the third-party readers that give a second opinion.
public enum PeerPython {
    private static let environment = ProcessInfo.processInfo.environment

    /// The folder that `Tools/setup` finds in the same way: an empty variable says nothing.
    private static let cache: String? = {
        if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty { return folder }
        if let home = environment["HOME"], !home.isEmpty { return home + "/.cache" }
        guard let user = getpwuid(getuid()) else { return nil }
        return String(cString: user.pointee.pw_dir) + "/.cache"
    }()

    /// The interpreter: the environment's `DDBKIT_PYTHON`, or the one that `Tools/setup` installs;
    /// nil, with a line on standard error, where neither is there.
    public static func interpreter(_ purpose: String) -> String? {
        let candidates = [
            environment["DDBKIT_PYTHON"], cache.map { $0 + "/ddbkit/venv/bin/python" },
        ]
        for case .some(let path) in candidates
        where FileManager.default.isExecutableFile(atPath: path) {
            return path
        }
        FileHandle.standardError.write(
            Data("SKIPPED: \(purpose) (no Python; run Tools/setup or set DDBKIT_PYTHON)\n".utf8))
        return nil
    }

    /// The interpreter whose DuckDB reads Delta tables (`delta_scan`): the environment's
    /// `DDBKIT_PYTHON_DELTA`, or the one that `Tools/setup` installs; nil, with a line on standard
    /// error, where neither is there.
    public static let deltaScan: String? = {
        let candidates = [
            environment["DDBKIT_PYTHON_DELTA"], cache.map { $0 + "/ddbkit/venv-delta/bin/python" },
        ]
        for case .some(let path) in candidates
        where FileManager.default.isExecutableFile(atPath: path) {
            return path
        }
        FileHandle.standardError.write(
            Data("SKIPPED: what needs DuckDB's delta_scan (no Python; run Tools/setup)\n".utf8))
        return nil
    }()

    /// Runs a script and returns what it printed; nil where it failed, with its errors passed on.
    public static func run(
        _ interpreter: String, script: String, arguments: [String] = []
    ) throws -> [UInt8]? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = ["-c", script] + arguments
        process.environment = PlainEnvironment.variables
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? [UInt8](bytes) : nil
    }
}
