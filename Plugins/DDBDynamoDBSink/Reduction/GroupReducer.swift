import DDBAttributes

/// Reduces the writes of a key on the item that the table has, for all keys of a load.
struct GroupReducer: ~Copyable {
    /// What is to be written after all.
    enum Outcome {
        /// Nothing: the table has what would be written.
        case unchanged
        /// The item goes.
        case delete(HeldWrite)
        /// The item is put; its tape index in the batch that ``finish()`` returns.
        case put(Int)
    }

    private let reduction: Reduction
    private let document: RootDocument?
    private let schema: KeySchema
    private var builder = ItemBatchBuilder()

    init(_ reduction: Reduction, _ document: RootDocument?, _ schema: KeySchema) {
        self.reduction = reduction
        self.document = document
        self.schema = schema
    }

    /// The batch of all items that are to be put.
    mutating func finish() -> ItemBatch { builder.finish() }

    /// Reduces writes in the order in which they came.
    ///
    /// - Parameter loaded: The item that the table has; nil for none.
    mutating func reduce(
        _ writes: [HeldWrite], on loaded: (batch: ItemBatch, item: Int)?
    ) throws(ReductionFault) -> Outcome {
        var current = loaded
        if let document, let found = loaded {
            current = document.document(of: found.item, in: found.batch).map { (found.batch, $0) }
        }
        var deletion: HeldWrite?
        for write in writes {
            switch write.write.operation {
            case .delete:
                current = nil
                deletion = write
            case .put: current = try reduced(write, on: current)
            }
        }
        guard let current else {
            return loaded == nil ? .unchanged : deletion.map { .delete($0) } ?? .unchanged
        }
        return try put(current, over: loaded)
    }

    /// The item of a write and the one before it.
    private func reduced(
        _ write: HeldWrite, on current: (batch: ItemBatch, item: Int)?
    ) throws(ReductionFault) -> (ItemBatch, Int) {
        guard let current else {
            try Reducer.check(map: write.write.image, of: write.batch, reduction.root)
            return (write.batch, write.write.image)
        }
        var wire: [UInt8] = []
        try Reducer(left: current.batch, right: write.batch)
            .appendItem(current.item, write.write.image, reduction.root, to: &wire)
        var builder = ItemBatchBuilder()
        let image = try Self.image(wire, &builder)
        return (builder.finish(), image)
    }

    private mutating func put(
        _ current: (batch: ItemBatch, item: Int), over loaded: (batch: ItemBatch, item: Int)?
    ) throws(ReductionFault) -> Outcome {
        var wire: [UInt8] = []
        if let document {
            document.append(current.item, of: current.batch, schema, to: &wire)
        } else {
            current.batch.appendItemWire(at: current.item, to: &wire)
        }
        let image = try Self.image(wire, &builder)
        guard let loaded, try isEqual(wire, loaded) else { return .put(image) }
        return .unchanged
    }

    /// Whether an item is the one that is there, to every number's value: a write less to pay for.
    private func isEqual(
        _ wire: [UInt8], _ loaded: (batch: ItemBatch, item: Int)
    ) throws(ReductionFault) -> Bool {
        do throws(AttributeError) {
            return try unsafe Item(wire: wire.span.bytes) == loaded.batch.item(at: loaded.item)
        } catch {
            throw ReductionFault(error)
        }
    }

    private static func image(
        _ wire: [UInt8], _ builder: inout ItemBatchBuilder
    ) throws(ReductionFault) -> Int {
        do throws(AttributeError) {
            return try unsafe builder.image(wire: wire.span.bytes)
        } catch {
            throw ReductionFault(error)
        }
    }
}
