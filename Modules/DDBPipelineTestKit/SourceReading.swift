public import DDBAttributes
public import DDBPipeline

/// Everything that a source gave, for tests to look at.
public struct SourceReading: Sendable {
    /// The wire text of each record, as ``TestItems/texts(of:)`` has it.
    public var texts: [String] = []
    /// The records.
    public var records: [ItemRecord] = []
    /// The batches, in the order in which they came.
    public var batches: [Batch] = []
    /// How many records the source left out.
    public var skippedCount = 0

    /// Reads a source to its end, reader after reader.
    ///
    /// - Parameter positions: Where an earlier run has ended.
    /// - Throws: What the source throws.
    public init(
        _ source: some SourceComponent, from positions: PositionMap = PositionMap()
    ) async throws {
        let session = try await source.open(from: positions)
        while let reader = try await session.nextReader() {
            reading: while true {
                switch try await reader.next() {
                case .batch(let batch):
                    texts += TestItems.texts(of: batch.items)
                    records += batch.items.records
                    batches.append(batch)
                case .idle: continue
                case .end: break reading
                }
            }
            await reader.close()
        }
        skippedCount = session.rowsSkipped
        await session.close()
    }

    /// The positions after the first batches.
    public func positions(after batchCount: Int) -> PositionMap {
        PositionMap(batches.prefix(batchCount).flatMap(\.progress))
    }

    /// The records of the batches from one on.
    public func texts(from batchCount: Int) -> [String] {
        batches.dropFirst(batchCount).flatMap { TestItems.texts(of: $0.items) }
    }
}
