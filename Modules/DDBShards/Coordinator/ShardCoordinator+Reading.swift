import DDBBase

extension ShardCoordinator {
    /// Lets those go on whose time has come.
    mutating func fireTimers() {
        while let index = timers.popDue(now) {
            if slots[index].phase == .resting {
                slots[index].phase = .queued
                ready.append(index)
            } else if slots[index].search == .resting {
                slots[index].search = .queued
                childQueue.append(index)
            }
        }
    }

    /// Sends requests for iterators and records, first come first served, within the bounds.
    mutating func sendRequests() {
        while requestCount < max(1, options.requestsMax), let index = ready.first {
            if slots[index].pages.count >= max(1, options.pagesPerShardMax) {
                _ = ready.popFirst()
                slots[index].phase = .held
                continue
            }
            guard let iterator = slots[index].iterator,
                now - slots[index].iteratorMadeAt <= times.iteratorAge
            else {
                _ = ready.popFirst()
                askForIterator(index)
                continue
            }
            let promised = unacknowledgedBytes + reservedBytes
            guard promised == 0 || promised + options.pageBytesMax <= options.bytesMax else {
                return
            }
            _ = ready.popFirst()
            slots[index].phase = .reading
            slots[index].askedAt = now
            requestCount += 1
            reservedBytes += options.pageBytesMax
            output.append(
                .getRecords(
                    lineage.nodes[index].id, iterator: iterator, limit: options.recordsPerRequest))
        }
    }

    private mutating func askForIterator(_ index: Int) {
        // What was left when the horizon was last told may be gone by now.
        if slots[index].isAtHorizon,
            wall - times.retention > slots[index].horizon + times.startGrace
        {
            loseFront(index)
        }
        slots[index].phase = .positioning
        slots[index].iterator = nil
        // The iterator lives from some time after this on.
        slots[index].iteratorMadeAt = now
        requestCount += 1
        output.append(.getIterator(lineage.nodes[index].id, from: iteratorStart(index)))
    }

    /// Where reading goes on: behind what was read, else what was acknowledged, else at the start.
    ///
    /// `LATEST` only until there was one iterator of it.
    private func iteratorStart(_ index: Int) -> ShardAction.IteratorStart {
        let slot = slots[index]
        if slot.isAtHorizon { return .trimHorizon }
        if let last = slot.lastRead { return .after(last) }
        switch slot.place {
        case .after(let sequence): return .after(sequence)
        case .at(let sequence): return isYoung(index) ? .trimHorizon : .at(sequence)
        case .beginning: return .trimHorizon
        case .time(let time): return start(index, at: time)
        case .latest:
            if !slot.isLatestSpent { return .latest }
            return start(index, at: Instant(microseconds: slot.since))
        case .finished, nil:
            preconditionFailure("only a shard that is being read has an iterator")
        }
    }

    /// What was written at or after a moment, and perhaps what was written before.
    ///
    /// Where the moment is older than the retention, an iterator for it would leave out what is
    /// trimmed without a word; one at the first record of the shard is refused.
    private func start(_ index: Int, at time: Instant) -> ShardAction.IteratorStart {
        if options.canStartAtTime, time.microseconds > certainHorizon {
            return .time(time)
        }
        guard !isYoung(index), let start = lineage.nodes[index].startingSequence else {
            return .trimHorizon
        }
        return .at(start)
    }

    /// Nothing that was written later is trimmed, even where the clocks differ.
    var certainHorizon: Int64 {
        wall - times.retention + min(times.clockTolerance, times.retention)
    }

    /// Whether a shard was made so lately that nothing of it can be trimmed.
    func isYoung(_ index: Int) -> Bool {
        lineage.nodes[index].createdAt.map { $0 > certainHorizon } ?? false
    }

    mutating func iteratorMade(_ index: Int, _ iterator: String) {
        precondition(slots[index].phase == .positioning, "an iterator answers a request for one")
        requestCount -= 1
        if slots[index].isProbe { return probeSucceeded(index) }
        slots[index].iterator = iterator
        slots[index].emptyRow = 0
        if slots[index].place == .latest { slots[index].isLatestSpent = true }
        rest(index, until: slots[index].askedAt + times.poll)
    }

    mutating func iteratorFailed(_ index: Int, _ failure: RequestFailure) {
        precondition(slots[index].phase == .positioning, "a failure answers a request")
        requestCount -= 1
        failed(index, failure)
    }

    mutating func recordsFailed(_ index: Int, _ failure: RequestFailure) {
        precondition(slots[index].phase == .reading, "a failure answers a request")
        requestCount -= 1
        reservedBytes -= options.pageBytesMax
        if failure != .transient, failure != .throttled { slots[index].iterator = nil }
        failed(index, failure)
    }

    private mutating func failed(_ index: Int, _ failure: RequestFailure) {
        slots[index].failures += 1
        switch failure {
        case .trimmed:
            if !slots[index].isAtHorizon { loseFront(index) }
        case .notFound:
            slots[index].notFounds += 1
            guard slots[index].notFounds < max(1, options.notFoundsMax) else {
                return giveUp(index)
            }
        case .throttled, .transient, .expired, .refused: break
        }
        // The first expired or trimmed iterator is replaced at once: nothing is wrong with the way.
        let isProgress = failure == .expired || failure == .trimmed
        let count = slots[index].failures
        let kind = failure == .notFound ? RequestFailure.throttled : failure
        let delay = isProgress && count == 1 ? 0 : pace.delay(after: kind, count: count)
        rest(index, until: now + delay)
    }

    /// Goes on at the oldest record that is left.
    mutating func loseFront(_ index: Int) {
        if isOwed(index) { report(index, from: resumePlace(index), .trimmed) }
        slots[index].isAtHorizon = true
        slots[index].horizon = wall - times.retention
        slots[index].lastRead = nil
    }

    /// Ends a shard that is no more.
    private mutating func giveUp(_ index: Int) {
        if slots[index].isProbe {
            if slots[index].isProbeOwed { report(index, from: nil, .neverSeen) }
            slots[index].isProbe = false
            return settle(index)
        }
        if isOwed(index) { report(index, from: resumePlace(index), .shardGone) }
        deliver(index, nil, isLast: true)
        drain(index)
    }

    private func resumePlace(_ index: Int) -> ShardPosition.Place? {
        slots[index].lastRead.map { .after($0) } ?? slots[index].place
    }

    /// Whether what is gone behind the position may hold a record that was promised.
    private func isOwed(_ index: Int) -> Bool {
        let node = lineage.nodes[index]
        // What was unread then is younger than what is gone now.
        if let tipAt = slots[index].tipAt, tipAt > wall - times.retention { return false }
        switch resumePlace(index) {
        case .after(let sequence):
            return node.endingSequence.map { sequence < $0 } ?? true
        case .beginning, .at, .latest, .time, .finished, nil: break
        }
        // Nothing was read. What was written since the promise, all of it where the shard is
        // younger, must still come; what is gone was written before the retention.
        if let createdAt = node.createdAt {
            if createdAt >= slots[index].since { return true }
        } else if !slots[index].isFirstDiscovered {
            return true
        }
        return now - times.retention - times.startGrace > slots[index].since
    }

    /// Lets a shard wait for its next request.
    private mutating func rest(_ index: Int, until time: Int64) {
        guard time > now else {
            slots[index].phase = .queued
            ready.append(index)
            return
        }
        slots[index].phase = .resting
        timers.set(index, at: time)
    }

    mutating func recordsRead(_ index: Int, _ reply: RecordsReply) {
        precondition(slots[index].phase == .reading, "records answer a request for them")
        requestCount -= 1
        reservedBytes -= options.pageBytesMax
        slots[index].failures = 0
        slots[index].notFounds = 0
        slots[index].iterator = reply.nextIterator
        slots[index].iteratorMadeAt = slots[index].askedAt
        if let records = reply.records {
            slots[index].lastRead = records.last
            slots[index].isAtHorizon = false
            slots[index].emptyPages = 0
            slots[index].emptyRow = 0
            if let time = records.lastWritten?.microseconds { slots[index].watermark = time }
        } else {
            slots[index].emptyPages += 1
            slots[index].watermark = wall - (now - slots[index].askedAt)
            countEmptyPage(index)
        }
        if reply.isAtTip { slots[index].tipAt = wall - (now - slots[index].askedAt) }
        let isLast = reply.nextIterator == nil || isDrainedForGood(index, reply)
        if reply.records != nil || isLast { deliver(index, reply.records, isLast: isLast) }
        for child in reply.children { _ = merge(child, listing: discovery.stamp) }
        if isLast {
            drain(index)
        } else {
            rest(index, until: slots[index].askedAt + interval(index))
        }
    }

    /// Takes a shard for read to its tip once page after page was empty, so that what is trimmed
    /// later is known to have been read.
    private mutating func countEmptyPage(_ index: Int) {
        if slots[index].emptyRow == 0 {
            slots[index].emptyRowAt = wall - (now - slots[index].askedAt)
        }
        slots[index].emptyRow += 1
        guard slots[index].emptyRow >= max(1, options.emptyPagesUntilTip) else { return }
        slots[index].tipAt = slots[index].emptyRowAt
        slots[index].emptyRow = 0
    }

    /// Whether an open shard is empty so long after its stream was disabled that nothing of it can
    /// be left.
    private func isDrainedForGood(_ index: Int, _ reply: RecordsReply) -> Bool {
        guard reply.records == nil, let disabledSince = discovery.disabledSince else {
            return false
        }
        return wall - disabledSince > times.retention + times.clockTolerance
    }

    /// The time to the next request: short while records come and for closed shards, which end.
    private mutating func interval(_ index: Int) -> Int64 {
        let extra = slots[index].emptyPages - max(1, options.emptyPagesUntilIdle)
        guard extra >= 0, !lineage.nodes[index].isClosed else { return times.poll }
        let idle = Jitter.doubled(times.poll, extra + 1, upTo: times.idlePoll)
        return max(times.poll, pace.jittered(idle, by: 0.1))
    }
}
