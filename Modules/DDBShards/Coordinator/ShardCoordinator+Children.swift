import DDBBase

/// How the children of a shard that is read to its end are found: by bounded requests for them, by
/// bounded hurried listings, then by the regular ones.
extension ShardCoordinator {
    /// The first and the longest wait between two requests for the children of a shard.
    private static var childDelays: (first: Int64, longest: Int64) { (50_000, 1_000_000) }
    /// The first wait between two hurried listings.
    private static var listingDelay: Int64 { 1_000_000 }

    /// Looks for the children of a shard, unless they are known or there will be none.
    mutating func beginSearch(_ index: Int) {
        guard isChildless(index), !isDisabled, !discovery.isGone else { return }
        switch options.childDiscovery {
        case .request where discovery.canAskForChildren && options.childRequestsMax > 0:
            slots[index].search = .queued
            childQueue.append(index)
        case .request, .reply:
            searchByListing(index)
        }
    }

    /// The next shard whose children are still to be asked for.
    mutating func nextSearcher() -> Int? {
        while let index = childQueue.popFirst() {
            guard slots[index].search == .queued else { continue }
            if isChildless(index), !isDisabled, discovery.canAskForChildren { return index }
            if isChildless(index), !isDisabled {
                searchByListing(index)
            } else {
                searchEnded(index)
            }
        }
        return nil
    }

    mutating func childrenListed(
        _ index: Int, _ children: [ListedShard], isStreamDisabled: Bool
    ) {
        precondition(slots[index].search == .asking, "children answer a request for them")
        slots[index].search = .none
        // A service that does not know the filter gives other shards as well.
        for child in children { _ = merge(child, listing: discovery.stamp) }
        if isStreamDisabled { requestListing(at: now) }
        guard isChildless(index) else { return searchEnded(index) }
        searchAgain(index)
    }

    mutating func childrenFailed(_ index: Int, _ failure: RequestFailure) {
        precondition(slots[index].search == .asking, "a failure answers a request")
        slots[index].search = .none
        switch failure {
        case .refused:
            discovery.canAskForChildren = false
            searchByListing(index)
        case .throttled:
            discovery.freeAt = max(discovery.freeAt, now + pace.delay(after: failure, count: 1))
            searchAgain(index)
        case .transient, .expired, .trimmed, .notFound:
            searchAgain(index)
        }
    }

    private mutating func searchEnded(_ index: Int) {
        slots[index].search = .none
        slots[index].isSearched = true
        if slots[index].phase == .finished {
            for child in lineage.nodes[index].children { consider(child) }
        } else {
            consider(index)
        }
    }

    private func isChildless(_ index: Int) -> Bool { lineage.nodes[index].children.isEmpty }

    private mutating func searchAgain(_ index: Int) {
        slots[index].childRequests += 1
        guard slots[index].childRequests < options.childRequestsMax else {
            return searchByListing(index)
        }
        let (first, longest) = Self.childDelays
        let delay = Jitter.doubled(first, slots[index].childRequests - 1, upTo: longest)
        slots[index].search = .resting
        timers.set(index, at: now + pace.jittered(delay, by: 0.2))
    }

    private mutating func searchByListing(_ index: Int) {
        slots[index].search = .listing
        searching.append(index)
        requestListing(at: now)
    }

    /// Goes through those who wait for a listing, now that one is complete.
    mutating func continueSearches() {
        let waiting = searching
        var rest: [Int] = []
        searching = []
        for index in waiting where slots[index].search == .listing {
            slots[index].childListings += 1
            let count = slots[index].childListings
            guard isChildless(index), !isDisabled, count < options.childListingsMax else {
                searchEnded(index)
                continue
            }
            rest.append(index)
            requestListing(
                at: now + Jitter.doubled(Self.listingDelay, count - 1, upTo: times.discovery))
        }
        searching += rest
    }
}
