import DDBBase

extension ShardCoordinator {
    /// Listings that show a disabled stream with nothing to do, before it counts as ended.
    static var doneListingsMin: Int { 2 }
    /// Requests for children that may wait before a full listing is the cheaper way.
    static var childQueueMax: Int { 32 }

    var isDisabled: Bool { discovery.disabledSince != nil }

    /// Asks for a full listing at a time, or earlier.
    mutating func requestListing(at time: Int64) {
        guard !discovery.isGone else { return }
        discovery.nextListingAt = min(discovery.nextListingAt, time)
    }

    /// When there is something to do about listings; `.max` where nothing is.
    func describeDeadline() -> Int64 {
        var next = Int64.max
        if let listing = discovery.listing {
            if !listing.isAsking { next = max(listing.readyAt, discovery.freeAt) }
        } else if discovery.nextListingAt != .max {
            next = max(discovery.nextListingAt, discovery.freeAt)
        }
        if childQueue.count > 0 { next = min(next, discovery.freeAt) }
        return next
    }

    /// Sends what is due of listings and requests for children, at one rate for both.
    mutating func sendDescribes() {
        if childQueue.count > Self.childQueueMax { requestListing(at: now) }
        while discovery.freeAt <= now {
            if discovery.listing == nil, discovery.nextListingAt <= now { beginListing() }
            let isListingDue =
                discovery.listing.map { !$0.isAsking && $0.readyAt <= now } ?? false
            let child = isListingDue && discovery.wasChildrensTurn ? nil : nextSearcher()
            if let child {
                slots[child].search = .asking
                output.append(.describeChildren(of: lineage.nodes[child].id))
            } else if isListingDue {
                discovery.listing?.isAsking = true
                output.append(.describeStream(after: discovery.listing?.token))
            } else {
                return
            }
            discovery.wasChildrensTurn = child != nil
            discovery.freeAt = now + times.describe
        }
    }

    private mutating func beginListing() {
        discovery.stamp &+= 1
        discovery.nextListingAt = .max
        discovery.listing = DiscoveryState.Listing(readyAt: now, beganDone: unfinishedCount == 0)
    }

    mutating func listed(_ page: ShardListing) {
        guard var listing = discovery.listing, listing.isAsking else {
            preconditionFailure("a page of a listing answers a request for it")
        }
        listing.isAsking = false
        listing.failures = 0
        listing.pageCount += 1
        listing.isStreamDisabled = page.isStreamDisabled
        discovery.notFounds = 0
        discovery.listing = nil
        for shard in page.shards where !merge(shard, listing: discovery.stamp) {
            listing.untracked.insert(shard.id)
        }
        guard let next = page.next else { return complete(listing) }
        listing.token = next
        guard listing.tokens.insert(next).inserted, listing.pageCount < options.listingPagesMax
        else { return refuseListing() }
        discovery.listing = listing
    }

    mutating func listingFailed(_ failure: RequestFailure) {
        guard let listing = discovery.listing, listing.isAsking else {
            preconditionFailure("a failure of a listing answers a request for it")
        }
        discovery.listing?.isAsking = false
        discovery.listing?.failures += 1
        let delay = pace.delay(after: failure, count: listing.failures + 1)
        switch failure {
        case .expired:
            refuseListing()
        case .notFound:
            discovery.notFounds += 1
            discovery.listing?.readyAt = now + delay
            if discovery.notFounds >= options.notFoundsMax { streamGone() }
        case .throttled:
            discovery.freeAt = max(discovery.freeAt, now + delay)
        case .transient, .trimmed, .refused:
            discovery.listing?.readyAt = now + delay
        }
    }

    /// Gives a listing up that leads nowhere; what its pages said stays known.
    private mutating func refuseListing() {
        discovery.listing = nil
        discovery.refusedCount += 1
        discovery.refusedInRow += 1
        requestListing(at: now + pace.delay(after: .transient, count: discovery.refusedInRow))
    }

    private mutating func streamGone() {
        discovery.listing = nil
        discovery.nextListingAt = .max
        discovery.isGone = true
        // No listing will ever show them.
        for index in slots.indices where isPhantom(index) { settle(index) }
    }

    /// Takes over what is said about a shard; false where there is no room for it.
    mutating func merge(_ shard: ListedShard, listing: UInt32) -> Bool {
        let isKnown = lineage.index(of: shard.id) != nil
        guard isKnown || lineage.count < options.trackedShardsMax else { return false }
        let before = lineage.count
        let index = lineage.place(shard.id)
        lineage.merge(shard, at: index, listing: listing)
        unfinishedCount += lineage.count - before
        while slots.count < lineage.nodes.count { slots.append(ShardSlot()) }
        return true
    }

    private mutating func complete(_ listing: DiscoveryState.Listing) {
        discovery.refusedInRow = 0
        discovery.nextListingAt = min(discovery.nextListingAt, now + times.discovery)
        if !listing.isStreamDisabled {
            discovery.disabledSince = nil
        } else if discovery.disabledSince == nil {
            discovery.disabledSince = wall
        }
        if !listing.untracked.isEmpty {
            output.append(.overflow(untracked: listing.untracked.count))
        }
        let wasFirst = isFirstDiscovery
        if wasFirst { assignStarts() }
        isFirstDiscovery = false
        settleWhatLiesBehind()
        for index in slots.indices where isPhantom(index) {
            if !listing.untracked.contains(lineage.nodes[index].id) {
                resolvePhantom(index, isFirst: wasFirst)
            }
        }
        for index in slots.indices { consider(index) }
        if wasFirst { announcePositions() }
        continueSearches()
        forgetShards()
        let isDone = isDisabled && listing.beganDone && unfinishedCount == 0
        discovery.doneListings = isDone ? discovery.doneListings + 1 : 0
    }

    private mutating func announcePositions() {
        for index in slots.indices where slots[index].place != nil { slots[index].isStored = true }
        output.append(.positioned(storedPositions()))
    }

    mutating func endIfDone() {
        guard unfinishedCount == 0 else { return }
        if discovery.isGone {
            hasEnded = true
            output.append(.ended(.gone))
        } else if isDisabled, discovery.doneListings >= Self.doneListingsMin {
            hasEnded = true
            output.append(.ended(.disabled))
        }
    }
}
