import DDBBase
import Foundation

/// The Python of the interoperability tests, with pyarrow, polars and duckdb.
enum Python {
    /// `DDBKIT_PYTHON`, or the environment that `Tools/setup` makes, or nil with a line on standard
    /// error where there is neither.
    static let path: String? = {
        let variables = ProcessInfo.processInfo.environment
        let usual = (variables["HOME"] ?? "") + "/.cache/ddbkit/venv/bin/python"
        let candidate = variables["DDBKIT_PYTHON"] ?? usual
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        FileHandle.standardError.write(
            Data("SKIPPED: no Python at \(candidate); run Tools/setup or set DDBKIT_PYTHON\n".utf8))
        return nil
    }()

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs a script of `Tests/Interop` and gives what it prints.
    static func run(_ script: String, _ arguments: [String]) throws -> String {
        guard let path else { throw Failure(description: "no Python") }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Interop")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [folder.appendingPathComponent(script).path] + arguments
        let output = Pipe()
        let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddbkit-\(UUID().uuidString).err")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Failure(description: "\(script) \(arguments): \(said)")
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Python {
    /// The rows of a file as another engine reads them.
    static func rows(_ engine: String, _ file: TemporaryFile) throws -> [String] {
        try withExtendedLifetime(file) { try rows(engine, file.path) }
    }

    /// The rows of a file as another engine reads them.
    static func rows(_ engine: String, _ path: String) throws -> [String] {
        try run("parquet_render.py", [engine, path])
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

/// Where two lists of rows first differ, in words, or nil.
func firstDifference(_ found: [String], _ expected: [String]) -> String? {
    for (row, (one, two)) in zip(found, expected).enumerated() where one != two {
        let left = one.split(separator: "\t", omittingEmptySubsequences: false)
        let right = two.split(separator: "\t", omittingEmptySubsequences: false)
        for (column, (one, two)) in zip(left, right).enumerated() where one != two {
            return "row \(row) column \(column): found \(one), expected \(two)"
        }
        return "row \(row): found \(left.count) columns, expected \(right.count)"
    }
    return found.count == expected.count
        ? nil : "found \(found.count) rows, expected \(expected.count)"
}

/// A file in the temporary folder that goes away with the value.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8] = []) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("ddbkit-\(UUID().uuidString).parquet").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
}
