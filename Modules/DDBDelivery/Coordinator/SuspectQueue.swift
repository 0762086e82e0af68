/// What a retry consists of when its time comes.
enum SuspectOrMixed: Sendable {
    /// Writes that go back to the front of the queue, to be mixed with others.
    case mixed([Int32])
    /// A part of a refused call, which stays together.
    case suspect(SuspectBatch)
}

/// Queues the parts of refused calls.
struct SuspectQueue: Sendable {
    private var batches: [SuspectBatch] = []
    private var start = 0

    var isEmpty: Bool { start == batches.count }
    var first: SuspectBatch? { isEmpty ? nil : batches[start] }

    mutating func append(_ batch: SuspectBatch) {
        batches.append(batch)
    }

    mutating func removeFirst() {
        start += 1
        if start == batches.count { removeAll() }
    }

    mutating func removeAll() {
        batches.removeAll(keepingCapacity: true)
        start = 0
    }
}
