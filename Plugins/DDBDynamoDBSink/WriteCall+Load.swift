import DDBAttributes
import DDBClientCore
import DDBDelivery
import DDBDynamoDB

/// What is written in the place of a group's writes.
struct ReducedWrite: Sendable {
    /// The first of the group, which stands for all.
    let handle: WriteHandle
    /// All of the group.
    let group: [WriteHandle]
    let batch: ItemBatch
    let write: CheckedWrite
    /// Whether the journal knows of it.
    var isIntended = false
}

// Standard updates: the items of keys are loaded, and writes reduced on them.
extension WriteCall {
    /// Loads the items of keys and reduces the writes of each.
    ///
    /// - Returns: nil where the run is being cancelled.
    func load(
        _ call: DeliveryCallID, _ groups: [[(handle: WriteHandle, held: HeldWrite)]]
    ) async -> Outcome? {
        guard let reduction else { preconditionFailure("what loads reduces") }
        return await outcome(of: call, operation: "BatchGetItem") {
            var writer = SplicedBatchGetWriter(table: table.name, identifier: identifier)
            // What is not asked for, should it not fit, is asked for by another call.
            let asked = groups.indices.filter { number in
                let first = groups[number][0].held
                return writer.append(first.write, of: first.batch) == .appended
            }
            let reply = try await table.client.batchGetItem(spliced: writer.take())
            return reduce(call, groups, asked, reply, reduction)
        }
    }

    private func reduce(
        _ call: DeliveryCallID, _ groups: [[(handle: WriteHandle, held: HeldWrite)]],
        _ asked: [Int], _ reply: SplicedBatchGetReply, _ reduction: Reduction
    ) -> Outcome {
        var loaded: [Int: (batch: ItemBatch, item: Int)] = [:]
        for (record, entry) in reply.entries.enumerated() {
            loaded[asked[entry]] = (reply.items, reply.items.records[record].newImage)
        }
        var results = [LoadResult](repeating: .unprocessed, count: groups.count)
        var outcome = Outcome(event: .wake)
        // A reply that is full leaves some out, and is none that failed.
        if reply.entries.isEmpty, !reply.unprocessed.isEmpty {
            outcome.error = Self.unprocessed("BatchGetItem")
        }
        var reducer = GroupReducer(reduction, document, identifier.schema)
        var images: [(group: Int, image: Int)] = []
        let unprocessed = Set(reply.unprocessed)
        for (entry, number) in asked.enumerated() where !unprocessed.contains(entry) {
            do throws(ReductionFault) {
                let writes = groups[number].map(\.held)
                switch try reducer.reduce(writes, on: loaded[number]) {
                case .unchanged: results[number] = .unchanged
                case .delete(let held):
                    results[number] = take(held.write, held.batch, groups[number], &outcome)
                case .put(let image): images.append((number, image))
                }
            } catch {
                results[number] = refuse(error.reason, groups[number], &outcome)
            }
        }
        let batch = reducer.finish()
        var checker = WriteChecker(identifier, indexes: table.indexes)
        for (number, image) in images {
            do throws(AttributeError) {
                let write = try checker.check(.put, image, of: batch)
                // Another key would be another item, and out of its order.
                results[number] =
                    write.digest == groups[number][0].held.write.digest
                    ? take(write, batch, groups[number], &outcome)
                    : refuse("The reduced item has another key", groups[number], &outcome)
            } catch {
                let reason = document == nil ? error.reason : RootDocument.reason(error)
                results[number] = refuse(reason, groups[number], &outcome)
            }
        }
        outcome.event = .loaded(call, results)
        return outcome
    }

    private func take(
        _ write: CheckedWrite, _ batch: ItemBatch,
        _ group: [(handle: WriteHandle, held: HeldWrite)], _ outcome: inout Outcome
    ) -> LoadResult {
        outcome.reduced.append(
            ReducedWrite(
                handle: group[0].handle, group: group.map(\.handle), batch: batch, write: write))
        return .reduced(
            wireByteCount: HeldWrite.wireByteCount(write, batch),
            itemByteCount: write.itemByteCount)
    }

    private func refuse(
        _ reason: String, _ group: [(handle: WriteHandle, held: HeldWrite)],
        _ outcome: inout Outcome
    ) -> LoadResult {
        outcome.reasons.append((group[0].handle, reason))
        return .refused(Refusal(.invalid))
    }
}
