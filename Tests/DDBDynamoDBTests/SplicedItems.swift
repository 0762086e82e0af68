import DDBAttributes
import DDBBase
import DDBDynamoDB

/// Items of a table with the key `p`, `s`, checked and ready to be spliced.
struct SplicedItems {
    let batch: ItemBatch
    let writes: [CheckedWrite]
    let identifier: KeyIdentifier

    /// - Parameter items: Items as DynamoDB JSON; those after `-` are the keys of deletes.
    init(_ items: [String], sort: KeySchema.ScalarType? = .number) throws {
        let schema = try KeySchema(
            partition: KeySchema.Attribute("p", .string),
            sort: sort.map { KeySchema.Attribute("s", $0) })
        identifier = KeyIdentifier(schema, random: SystemRandomSource())
        var builder = ItemBatchBuilder()
        var roots: [(ItemOperation, Int)] = []
        for item in items {
            let isDelete = item.hasPrefix("-")
            let wire = Array(item.utf8.dropFirst(isDelete ? 1 : 0))
            roots.append((isDelete ? .delete : .put, try builder.image(wire: wire.span.bytes)))
        }
        let batch = builder.finish()
        self.batch = batch
        var checker = WriteChecker(identifier)
        writes = try roots.map { try checker.check($0.0, $0.1, of: batch) }
    }

    /// Three items, the third a delete, whose numbers and texts are oddly written.
    static func three() throws -> SplicedItems {
        try SplicedItems([
            #"{"p":{"S":"\u0061"}, "s" : {"N":"1.0"},"x":{"B":"\/\/8="}}"#,
            #"{"s":{"N":"2"},"p":{"S":"a"}}"#,
            #"-{"x":{"S":"y"},"s":{"N":"+3e1"},"p":{"S":"a"},"z":{"NULL":true}}"#,
        ])
    }

    /// A request of all of them.
    func request(table: String = "t") -> SplicedBatchWrite {
        var writer = SplicedBatchWriter(table: table, identifier: identifier)
        for write in writes { _ = writer.append(write, of: batch) }
        return writer.take()
    }

    /// A read of all of them.
    func read(table: String = "t") -> SplicedBatchGet {
        var writer = SplicedBatchGetWriter(table: table, identifier: identifier)
        for write in writes { _ = writer.append(write, of: batch) }
        return writer.take()
    }
}
