import DDBTestSupport
import Foundation

/// What this machine and user allow tests to do.
enum Machine {
    /// Whether a file system in memory can be mounted and unmounted.
    static let mountsMemory: Bool = {
        guard getuid() == 0, let scratch = try? ScratchFolder() else { return false }
        guard run("mount", "-t", "tmpfs", "-o", "size=64k", "none", scratch.path) else {
            return false
        }
        return run("umount", scratch.path)
    }()

    /// What makes a program one that permissions bind: nothing for most users, for root a launcher
    /// that takes its privilege away; nil where that cannot be.
    static let bound: [String]? = {
        guard getuid() == 0 else { return [] }
        let launcher = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
        guard let scratch = try? ScratchFolder() else { return nil }
        chmod(scratch.path, 0o555)
        defer { chmod(scratch.path, 0o755) }
        guard run(launcher + ["true"]), !run(launcher + ["touch", scratch.path + "/x"]) else {
            return nil
        }
        return launcher
    }()

    /// Whether `ddbkit sql` finds its engine.
    static let runsSQL: Bool = {
        guard let scratch = try? ScratchFolder() else { return false }
        let outcome = try? Program("ddbkit").run(["sql", "SELECT 1", "--store", scratch.path])
        return outcome?.status == 0
    }()

    /// A launcher that sets a limit of the shell, in the shell's units.
    static func limited(_ option: String, _ value: String) -> [String] {
        ["/bin/sh", "-c", "ulimit \(option) \(value) && exec \"$@\"", "sh"]
    }

    /// Whether a command ends with status 0.
    static func run(_ command: String...) -> Bool { run(command) }

    private static func run(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
