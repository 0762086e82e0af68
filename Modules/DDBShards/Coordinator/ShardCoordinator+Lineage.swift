import DDBBase

/// Who may begin, and where.
///
/// A parent does not hold its child back once it is
/// 1. acknowledged to its end, given up with a report, or left out because it was closed before a
///    start that wants no history (a closed shard waits until a child tells when that was);
/// 2. behind the reader: a child of it had begun in an earlier run;
/// 3. unlisted and closed so long ago that nothing of it can be left: its child is older than the
///    retention and ``ShardCoordinatorOptions/clockTolerance``;
/// 4. unlisted and not found either when an iterator is asked for, several times: a complete
///    listing alone is not believed. A parent that is found so waits for a listing that tells its
///    own parents, for a bounded number of them.
///
/// In cases 3 and 4 the parent is a loss where its child is younger than the promise and the parent
/// was not missing from the very first listing already.
extension ShardCoordinator {
    func isPhantom(_ index: Int) -> Bool {
        slots[index].phase == .waiting && slots[index].place == nil
            && lineage.nodes[index].isUsed && !lineage.nodes[index].isListed
    }

    /// Lets a shard begin where nothing holds it back.
    mutating func consider(_ index: Int) {
        let node = lineage.nodes[index]
        guard slots[index].phase == .waiting, node.isUsed else { return }
        // A position of an earlier run: the parents were done with.
        if slots[index].place != nil { return begin(index) }
        guard node.isListed else { return }
        if node.parent >= 0, slots[node.parent].isUnfinished { return }
        if node.adjacentParent >= 0, slots[node.adjacentParent].isUnfinished { return }
        if node.children.contains(where: { slots[$0].hasBegun }) { return settle(index) }
        if !isLeftOut(index) { begin(index) }
    }

    /// Puts a shard where reading starts and asks for its turn.
    mutating func begin(_ index: Int) {
        let node = lineage.nodes[index]
        if slots[index].place == nil {
            slots[index].since = since
            slots[index].place = node.startingSequence.map { .at($0) } ?? .beginning
            if slots[index].isFirstDiscovered, options.canStartAtTime,
                case .time(let time) = options.start
            {
                slots[index].place = .time(time)
            }
        }
        slots[index].watermark = earliestUnread(index)
        if isFrontUnknown(index) { loseFront(index) }
        slots[index].phase = .queued
        ready.append(index)
    }

    /// Whether nobody will tell if the oldest records of a shard are trimmed: its first sequence
    /// number is not known, and it is old enough.
    func isFrontUnknown(_ index: Int) -> Bool {
        guard !slots[index].isProbe, lineage.nodes[index].startingSequence == nil else {
            return false
        }
        switch slots[index].place {
        case .beginning: return !isYoung(index)
        case .latest: return slots[index].isLatestSpent && !isYoung(index)
        case .time(let time):
            return time.microseconds <= certainHorizon && !isYoung(index)
        case .at, .after, .finished, nil: return false
        }
    }

    /// The least time that an unread record of a shard can have of which nothing was read.
    func earliestUnread(_ index: Int) -> Int64 {
        max(lineage.nodes[index].createdAt ?? since, wall - times.retention)
    }

    /// Whether shards that were closed before the promise are left out, though they are listed.
    private var isHistorySkipped: Bool {
        switch options.start {
        case .trimHorizon, .time: false
        case .latest, .openShards: true
        }
    }

    /// Decides about the shards of the first listing.
    mutating func assignStarts() {
        for index in slots.indices where lineage.nodes[index].isListed {
            slots[index].isFirstDiscovered = true
        }
        guard isHistorySkipped else { return }
        for index in slots.indices where lineage.nodes[index].isListed {
            let node = lineage.nodes[index]
            if hadEnded(index) {
                slots[index].place = .finished(Instant(microseconds: wall))
                slots[index].since = since
                markFinished(index)
            } else if options.start == .latest, !node.isClosed || !node.children.isEmpty,
                node.createdAt.map({ $0 <= since }) ?? true
            {
                slots[index].place = .latest
                slots[index].since = since
                begin(index)
                slots[index].watermark = wall
            }
        }
    }

    /// Whether a shard was closed before the promise, as far as its children tell.
    ///
    /// One that is listed as open though it has children is stale: for `latest` the children count,
    /// for `openShards` it is read.
    private func hadEnded(_ index: Int) -> Bool {
        let node = lineage.nodes[index]
        guard options.start == .latest || node.endingSequence != nil else { return false }
        return node.children.contains { child in
            lineage.nodes[child].createdAt.map { $0 <= since } ?? slots[index].isFirstDiscovered
        }
    }

    /// Whether a shard of which nothing was read is left out or must wait until its children tell
    /// when it was closed.
    private mutating func isLeftOut(_ index: Int) -> Bool {
        let node = lineage.nodes[index]
        guard isHistorySkipped, node.createdAt.map({ $0 <= since }) ?? true else { return false }
        if hadEnded(index) {
            settle(index)
            return true
        }
        guard node.children.isEmpty, node.endingSequence != nil, !slots[index].isSearched else {
            return false
        }
        if slots[index].search == .none { beginSearch(index) }
        return slots[index].search != .none
    }

    /// Takes ancestors of what has begun for read: they were, and were forgotten.
    mutating func settleWhatLiesBehind() {
        var open = slots.indices.filter { lineage.nodes[$0].isUsed && slots[$0].hasBegun }
        while let index = open.popLast() {
            let node = lineage.nodes[index]
            for parent in [node.parent, node.adjacentParent]
            where parent >= 0 && slots[parent].phase == .waiting {
                settle(parent)
                open.append(parent)
            }
        }
    }

    /// A parent exists that no listing has shown: another listing is to tell its own parents.
    mutating func probeSucceeded(_ index: Int) {
        slots[index].isProbe = false
        slots[index].phase = .waiting
        slots[index].failures = 0
        slots[index].notFounds = 0
        slots[index].place = nil
        slots[index].hiddenListings = 1
        requestListing(at: now + Self.hiddenDelay)
        // It may have been listed meanwhile.
        consider(index)
    }

    /// The first wait for a listing that shows a shard of which it is known that it exists.
    private static var hiddenDelay: Int64 { 1_000_000 }

    /// Decides about a parent that the complete listing does not show.
    mutating func resolvePhantom(_ index: Int, isFirst: Bool) {
        if slots[index].hiddenListings > 0 {
            let count = slots[index].hiddenListings
            guard count < options.hiddenListingsMax else { return begin(index) }
            slots[index].hiddenListings += 1
            return requestListing(
                at: now + Jitter.doubled(Self.hiddenDelay, count, upTo: times.discovery))
        }
        var closedAt: Int64? = .max
        for child in lineage.nodes[index].children {
            guard let known = closedAt, let time = lineage.nodes[child].createdAt else {
                closedAt = nil
                break
            }
            closedAt = min(known, time)
        }
        let isOwed = !isFirst && closedAt.map { $0 > since } ?? true
        let isSkipped =
            isHistorySkipped && closedAt.map { $0 <= since - times.clockTolerance } ?? false
        let isTrimmed = closedAt.map { $0 < wall - times.retention - times.clockTolerance } ?? false
        guard !isSkipped, !isTrimmed else {
            if isOwed, !isSkipped { report(index, from: nil, .neverSeen) }
            return settle(index)
        }
        slots[index].isProbe = true
        slots[index].isProbeOwed = isOwed
        begin(index)
    }

    /// Counts a shard as done without having read it; nothing of that is stored.
    mutating func settle(_ index: Int) {
        slots[index].place = nil
        markFinished(index)
    }

    /// Ends a shard and lets its children begin.
    mutating func markFinished(_ index: Int) {
        slots[index].phase = .finished
        slots[index].finishedAt = wall
        slots[index].iterator = nil
        slots[index].pages = []
        unfinishedCount -= 1
        finishedShards.append(index)
        // While starts are given out nobody begins of itself.
        guard !isFirstDiscovery else { return }
        for child in lineage.nodes[index].children { consider(child) }
    }

    mutating func report(
        _ index: Int, from place: ShardPosition.Place?, _ reason: LossRecord.Reason
    ) {
        lossCount += 1
        output.append(
            .lost(
                LossRecord(
                    shard: lineage.nodes[index].id, from: place,
                    horizon: Instant(microseconds: wall - times.retention), reason: reason)))
    }

    /// Forgets finished shards that no listing shows any more and nobody needs.
    mutating func forgetShards() {
        let due = wall - times.forgetAfter
        var kept = finishedShards.filter { slots[$0].finishedAt >= due }
        guard kept.count < finishedShards.count else { return }
        let old = finishedShards.filter { slots[$0].finishedAt < due }
        var storedCount = slots.indices.count { isKept($0) }
        for index in old.sorted(by: { isYounger($0, $1) }) {
            // No positions at all are those of a stream of which nothing was read.
            guard mayForget(index), !isKept(index) || storedCount > 1 else {
                kept.append(index)
                continue
            }
            if isKept(index) {
                output.append(.forget(lineage.nodes[index].id))
                storedCount -= 1
            }
            slots[index].isForgotten = true
            guard mayRemove(index, finishedBefore: due - times.forgetAfter) else {
                kept.append(index)
                continue
            }
            lineage.remove(index)
            timers.cancel(index)
            slots[index] = ShardSlot()
        }
        finishedShards = kept
    }

    /// Orders children before their parents, so that a line of descent goes in one pass.
    private func isYounger(_ left: Int, _ right: Int) -> Bool {
        lineage.nodes[right].id < lineage.nodes[left].id
    }

    /// Whether a forgotten shard may go altogether.
    ///
    /// One with children stays as a name, so that a late listing does not revive it, until they are
    /// forgotten too and so long has passed again: a line of descent has no end.
    private func mayRemove(_ index: Int, finishedBefore due: Int64) -> Bool {
        let children = lineage.nodes[index].children
        return children.isEmpty
            || slots[index].finishedAt < due && children.allSatisfy { slots[$0].isForgotten }
    }

    /// Whether the consumer may have a position of a shard.
    private func isKept(_ index: Int) -> Bool {
        slots[index].isStored && !slots[index].isForgotten
    }

    private func mayForget(_ index: Int) -> Bool {
        guard lineage.nodes[index].listing != discovery.stamp, slots[index].search == .none else {
            return false
        }
        return lineage.nodes[index].children.allSatisfy { child in
            if slots[child].phase == .finished { return true }
            if case .after = slots[child].place { return true }
            return false
        }
    }
}
