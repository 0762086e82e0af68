import DDBBase

extension ShardCoordinator {
    /// Hands a page on, or the end of a shard.
    mutating func deliver(_ index: Int, _ records: RecordsReply.Records?, isLast: Bool) {
        let place: ShardPosition.Place
        if isLast {
            place = .finished(Instant(microseconds: wall))
        } else if let last = records?.last {
            place = .after(last)
        } else {
            preconditionFailure("a page has records or ends its shard")
        }
        let byteCount = max(0, records?.byteCount ?? 0)
        unacknowledgedBytes += byteCount
        slots[index].pages.append(
            ShardSlot.Page(last: records?.last, byteCount: byteCount, isLast: isLast))
        output.append(
            .deliver(
                ShardPage(
                    shard: lineage.nodes[index].id, recordCount: records?.count ?? 0,
                    position: ShardPosition(
                        place, since: Instant(microseconds: slots[index].since)))))
    }

    /// Waits for the last page to be acknowledged, and looks for children meanwhile.
    mutating func drain(_ index: Int) {
        slots[index].phase = .drained
        slots[index].iterator = nil
        beginSearch(index)
    }

    /// Takes over how far the consumer is.
    mutating func acknowledged(_ index: Int, _ position: ShardPosition) {
        let isEnd: Bool
        switch position.place {
        case .finished:
            guard slots[index].phase == .drained else { return }
            isEnd = true
        case .after(let sequence):
            guard slots[index].phase != .finished, isAhead(sequence, of: slots[index].place) else {
                return
            }
            isEnd = false
            release(index) { page in
                page.last.map { $0 <= sequence } ?? false && !page.isLast
            }
        case .beginning, .latest, .time, .at:
            return
        }
        slots[index].place = position.place
        slots[index].isStored = true
        if isEnd {
            release(index) { _ in true }
            markFinished(index)
            output.append(.finished(lineage.nodes[index].id))
        } else if slots[index].phase == .held {
            slots[index].phase = .queued
            ready.append(index)
        }
    }

    private func isAhead(_ sequence: SequenceNumber, of place: ShardPosition.Place?) -> Bool {
        if case .after(let reached) = place { sequence > reached } else { true }
    }

    /// Gives the memory of the first pages back, as long as they are meant.
    private mutating func release(_ index: Int, where isMeant: (ShardSlot.Page) -> Bool) {
        let count = slots[index].pages.prefix(while: isMeant).count
        for page in slots[index].pages.prefix(count) { unacknowledgedBytes -= page.byteCount }
        slots[index].pages.removeFirst(count)
    }
}
