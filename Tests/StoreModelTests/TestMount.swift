import DDBTestSupport
import Foundation

/// A file system that is mounted for a test, and unmounted when the value goes.
final class TestMount {
    /// Where it is.
    let path: String
    private let scratch: ScratchFolder

    /// Whether this process may mount.
    static let isPossible: Bool = {
        do {
            _ = try memory(bytes: 1 << 16)
            return true
        } catch {
            return false
        }
    }()

    private init(_ arguments: [[String]]) throws {
        scratch = try ScratchFolder("mount")
        path = scratch.path
        for command in arguments { try Self.mount(command + [path]) }
    }

    deinit { try? Self.run("umount", ["-l", path]) }

    /// A small disk in memory.
    static func memory(bytes: Int) throws -> TestMount {
        try TestMount([["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs"]])
    }

    /// A folder, which can be read there and not written.
    static func readOnly(_ folder: String) throws -> TestMount {
        try TestMount([["--bind", folder], ["-o", "remount,bind,ro"]])
    }

    private static func mount(_ arguments: [String]) throws { try run("mount", arguments) }

    private static func run(_ command: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ScriptFailure(
                script: command, status: process.terminationStatus, output: "\(arguments)")
        }
    }
}
