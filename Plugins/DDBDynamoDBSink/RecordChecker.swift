import DDBAttributes

/// Checks records as the options say what becomes of them.
struct RecordChecker: ~Copyable {
    private let mode: DynamoDBSinkSettings.Mode
    private let newerWins: [UInt8]?
    private var checker: WriteChecker

    init(_ settings: DynamoDBSinkSettings, _ table: SinkTable, _ identifier: KeyIdentifier) {
        mode = settings.mode
        newerWins = settings.newerWins.map { Array($0.utf8) }
        // What is in a document is no key of an index; what is made of it is checked again.
        let isLoose = settings.reduction != nil && settings.document != nil
        checker = WriteChecker(identifier, indexes: isLoose ? [] : table.indexes)
    }

    /// What becomes of a record.
    func operation(of record: ItemRecord) -> ItemOperation {
        switch mode {
        case .changes: record.operation
        case .put: .put
        case .delete: .delete
        }
    }

    /// Checks a record.
    ///
    /// - Returns: The write, and the image with its version where that is another than the item.
    mutating func check(
        _ record: ItemRecord, of items: borrowing ItemBatch
    ) throws(AttributeError) -> (write: CheckedWrite, versionImage: Int?) {
        var record = record
        if mode == .delete, record.keys < 0, record.oldImage < 0 { record.keys = record.newImage }
        record.operation = operation(of: record)
        let write = try checker.check(record, of: items)
        guard let newerWins else { return (write, nil) }
        let isDelete = write.operation == .delete
        let image = isDelete && record.oldImage >= 0 ? record.oldImage : write.image
        _ = try items.version(newerWins, of: image)
        return (write, image == write.image ? nil : image)
    }
}
