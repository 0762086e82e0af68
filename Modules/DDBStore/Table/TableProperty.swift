import DDBJSON
import DDBSchema

/// The properties of a table that ddbkit wrote, in its Delta metadata.
public enum TableProperty {
    /// `latest` or `history`.
    public static let mode = "ddbkit.mode"
    /// The key attributes as a JSON array, partition key first.
    public static let keys = "ddbkit.keys"
    /// The ARN of the DynamoDB table.
    public static let tableArn = "ddbkit.tableArn"
    /// The id of the DynamoDB table, another one after it was made anew.
    public static let tableId = "ddbkit.tableId"
    /// The ARN of the export.
    public static let exportArn = "ddbkit.exportArn"
    /// The moment that the export shows, ISO 8601.
    public static let exportTime = "ddbkit.exportTime"
    /// The id of the generation that the table was made of last; see Docs/DiskFormat.md.
    public static let generation = "ddbkit.generation"

    /// Checks that a table's folder is not taken for another DynamoDB table's copy.
    ///
    /// - Parameters:
    ///   - existing: The properties of the table in the folder.
    ///   - wanted: Those of what is to be written there.
    /// - Throws: ``StoreError/Code/otherTable``.
    static func checkSameTable(
        _ existing: [String: String], _ wanted: [String: String], name: String
    ) throws(StoreError) {
        guard let old = existing[tableArn], let new = wanted[tableArn], old != new else { return }
        throw StoreError(
            .otherTable,
            "The folder '\(name)' holds the copy of another DynamoDB table, \(old), and not of "
                + "\(new); give this one a name of its own with `table` (import --as NAME).")
    }

    static func text(of keys: [AttributeName]) -> String {
        let names = JSONValue.array(keys.map { .string($0.description) })
        return String(decoding: names.bytes, as: UTF8.self)
    }

    static func keys(of text: String?) throws -> [AttributeName] {
        guard let text else { return [] }
        do {
            return try JSONValue.parse(text, limits: .standard).array?.compactMap(\.string).map {
                AttributeName($0)
            } ?? []
        } catch {
            throw StoreError(
                .damaged, "The property '\(Self.keys)' of the table is not JSON.", cause: error)
        }
    }
}
