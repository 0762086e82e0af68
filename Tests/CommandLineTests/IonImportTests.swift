import DDBTestSupport
import Foundation
import Testing

/// Imports of exports in Ion.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct IonImportTests {
    private static let ddbkit = Program("ddbkit")
    private static let orders = "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB"

    /// What commands say about the table of an export, without what differs from run to run.
    private func answers(_ id: String, _ more: [String] = []) throws -> [String] {
        let store = try ScratchFolder()
        let path = try #require(SharedVectors.path(Self.orders + "/" + id))
        let imported = try Self.ddbkit.run(
            ["import", path, "--store", store.path, "--key", "pk,sk", "--json"] + more)
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(imported.output.contains(#""table":"orders","items":4,"#), "\(imported.output)")
        let verified = try Self.ddbkit.run(["store", "verify", "--store", store.path])
        #expect(verified.status == 0 && verified.output.hasPrefix("orders: 4 rows"))
        let rows = try Self.ddbkit.run([
            "sql", "SELECT * FROM orders ORDER BY pk, sk", "--store", store.path, "--format",
            "jsonl",
        ])
        let lines = store.path + "/lines.jsonl"
        let exported = try Self.ddbkit.run([
            "store", "export", "orders", "--store", store.path, "--format", "ddb-json", "--output",
            lines,
        ])
        #expect(rows.status == 0 && exported.status == 0, "\(rows.errors)\(exported.errors)")
        let items = try String(contentsOfFile: lines, encoding: .utf8)
        return try [rows.output, items].map(Self.sorted)
    }

    /// Lines of JSON without an order of lines and members, which is that of the data files' names.
    private static func sorted(_ lines: String) throws -> String {
        try lines.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let bytes = try JSONSerialization.data(withJSONObject: value, options: .sortedKeys)
            return String(decoding: bytes, as: UTF8.self)
        }.sorted().joined(separator: "\n")
    }

    @Test(arguments: [[], ["--columns", "record"]])
    func `an import of Ion equals the import of its twin in JSON`(options: [String]) throws {
        let ion = try answers("01767225600000-3d4e5f60", options)
        let json = try answers("01767225600000-0a1b2c3d", options)
        #expect(ion == json && ion.allSatisfy { $0.contains("upper") })
    }
}
