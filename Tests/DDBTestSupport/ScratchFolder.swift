import Foundation

/// A new empty folder that is deleted with everything in it when the value goes.
public final class ScratchFolder: Sendable {
    /// The absolute path.
    public let path: String

    /// Makes the folder below the system's folder for temporary files.
    public init(_ name: String = "ddbkit") throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder, and the folders that it needs.
    public func write(_ name: String, _ bytes: [UInt8] = []) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// The text of a file in it.
    public func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    /// The names of everything in the folder and below it, ordered.
    public func names() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }
}
