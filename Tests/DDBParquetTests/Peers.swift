import DDBTestSupport
import Foundation

extension TestPython {
    /// The rows of a file as another engine reads them.
    static func rows(_ engine: String, _ file: TemporaryFile) throws -> [String] {
        try withExtendedLifetime(file) { try rows(engine, file.path) }
    }

    /// The rows of a file as another engine reads them.
    static func rows(_ engine: String, _ path: String) throws -> [String] {
        try run("parquet_render.py", engine, path)
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
