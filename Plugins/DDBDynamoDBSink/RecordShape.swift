import DDBAttributes

/// Gives records the shape in which they are written: without NULLs, as documents.
struct RecordShape: Sendable {
    /// A batch in its shape; a record that cannot have it, by its number, has no image there.
    struct Shaped {
        let batch: ItemBatch
        let failures: [Int: AttributeError]
    }

    private let ignoresNulls: Bool
    /// nil where items are written as they are, or become documents when they are reduced.
    private let document: RootDocument?
    private let areDocuments: Bool
    private let schema: KeySchema

    init(_ settings: DynamoDBSinkSettings, _ table: SinkTable) {
        ignoresNulls = settings.ignoresNulls
        document = settings.reduction == nil ? settings.document : nil
        areDocuments = settings.document != nil
        schema = table.schema
    }

    /// Shapes a batch; its records keep their numbers.
    func shaped(_ items: ItemBatch) throws(AttributeError) -> Shaped {
        let items = ignoresNulls ? try items.withoutNulls() : items
        guard let document else { return Shaped(batch: items, failures: [:]) }
        let (batch, failures) = items.documents(document, schema)
        return Shaped(batch: batch, failures: failures)
    }

    /// Why a record is set aside.
    func reason(_ error: AttributeError) -> String {
        areDocuments ? RootDocument.reason(error) : error.reason
    }
}
