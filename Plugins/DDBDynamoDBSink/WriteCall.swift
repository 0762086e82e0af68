import DDBAttributes
import DDBClientCore
import DDBDelivery
import DDBDynamoDB
import DDBPipeline

/// Sends a call's writes and tells what came of it.
struct WriteCall: Sendable {
    /// What came of a call: the event for the coordinator, and the error behind it.
    struct Outcome: Sendable {
        var event: DeliveryEvent
        var error: ClientError?
        /// What a load came to, group by group.
        var reduced: [ReducedWrite] = []
        /// Why the writes of a group cannot be reduced, by the first of it.
        var reasons: [(WriteHandle, String)] = []
    }

    let table: SinkTable
    let identifier: KeyIdentifier
    /// Makes conditional writes; nil for batches.
    let maker: SplicedWriteMaker?
    /// What loads are for; nil where writes are blind.
    let reduction: Reduction?
    /// What reduced items are written as; nil for themselves.
    let document: RootDocument?

    /// The bytes of a request around its writes: more where the table's name is long.
    private static let requestOverheadBytes = 128

    /// Sends writes in one request.
    ///
    /// - Returns: nil where the run is being cancelled.
    func send(
        _ call: DeliveryCallID, _ writes: [(handle: WriteHandle, held: HeldWrite)]
    ) async -> Outcome? {
        await outcome(of: call, operation: "BatchWriteItem") {
            try await maker == nil
                ? sendBatch(call, writes) : Outcome(event: sendOne(call, writes[0].held))
        }
    }

    /// What stands for the reason of writes that a request left undone: there is no other.
    static func unprocessed(_ operation: String) -> ClientError {
        ClientError(
            .init("Unprocessed"), operation: operation,
            "DynamoDB took the request and left items of it undone.", category: .throttling,
            delivery: .refused)
    }

    /// Carries a call out; its errors become events.
    func outcome(
        of call: DeliveryCallID, operation: String, _ body: () async throws -> Outcome
    ) async -> Outcome? {
        do {
            return try await body()
        } catch is CancellationError {
            return nil
        } catch let error as ClientError {
            return Outcome(event: Self.event(call, error), error: error)
        } catch {
            // Only what a splice refuses comes here, and a check has let it pass.
            let failure = ClientError(
                .invalidCall, operation: operation, "\(error)", cause: error)
            return Outcome(event: Self.event(call, failure), error: failure)
        }
    }

    private func sendBatch(
        _ call: DeliveryCallID, _ writes: [(handle: WriteHandle, held: HeldWrite)]
    ) async throws -> Outcome {
        let byteCount = writes.reduce(Self.requestOverheadBytes) { $0 + $1.held.wireByteCount }
        var writer = SplicedBatchWriter(
            table: table.name, identifier: identifier, byteCapacity: byteCount)
        var sent: [WriteHandle] = []
        sent.reserveCapacity(writes.count)
        var left: [WriteHandle] = []
        for (handle, held) in writes {
            // What does not fit, by some bytes that were estimated, goes with the next call.
            switch writer.append(held.write, of: held.batch) {
            case .appended: sent.append(handle)
            case .full, .duplicate: left.append(handle)
            case .tooLarge:
                guard writes.count == 1 else {
                    left.append(handle)
                    continue
                }
                return Outcome(event: .refused(call, Refusal(.tooLarge)))
            }
        }
        guard !sent.isEmpty else {
            return Outcome(event: .written(call, unprocessed: left, consumedCapacity: nil))
        }
        let reply = try await table.client.batchWriteItem(spliced: writer.finish())
        let unprocessed = reply.unprocessed.map { sent[$0] }
        return Outcome(
            event: .written(
                call, unprocessed: unprocessed + left,
                consumedCapacity: Self.units(reply.consumedCapacity)),
            error: unprocessed.isEmpty ? nil : Self.unprocessed("BatchWriteItem"))
    }

    private func sendOne(_ call: DeliveryCallID, _ held: HeldWrite) async throws -> DeliveryEvent {
        guard let maker else { preconditionFailure("a write of its own has a maker") }
        let request = try maker.request(
            for: held.write, versionImage: held.versionImage, of: held.batch)
        let reply = try await table.client.write(spliced: request)
        guard reply.isApplied else { return .keptOut(call) }
        return .written(
            call, unprocessed: [],
            consumedCapacity: reply.consumedCapacity.flatMap { Self.units([$0]) })
    }

    /// The units of all tables; nil where the reply tells none.
    private static func units(_ capacity: [ConsumedCapacity]) -> Double? {
        let units = capacity.compactMap(\.capacityUnits)
        return units.isEmpty ? nil : units.reduce(0, +)
    }

    /// Tells an error as the coordinator knows failures.
    static func event(_ call: DeliveryCallID, _ error: ClientError) -> DeliveryEvent {
        switch error.code {
        case .validation: return .refused(call, Refusal(.invalid))
        case .itemCollectionSizeLimitExceeded: return .refused(call, Refusal(.itemCollectionFull))
        // Another writer has the item in a transaction or a replica: it passes.
        case .transactionConflict, .replicatedWriteConflict:
            return .failed(call, mayBeWritten: false, retryAfter: nil)
        default: break
        }
        if error.status == 413 { return .refused(call, Refusal(.tooLarge)) }
        switch (error.category, error.disposition) {
        case (.throttling, _):
            return .throttled(
                call, ThrottleScope(reasons: error.throttlingReasons.map(\.reason)),
                retryAfter: nil)
        // A reply that was damaged on its way says nothing of what was written.
        case (_, .retry), (_, .corrupt):
            return .failed(
                call, mayBeWritten: error.delivery == .unknown, retryAfter: nil)
        case (_, .reconfigure), (_, .fatal): return .fatal(call, tag: 0)
        }
    }
}
