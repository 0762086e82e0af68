extension KeyIndexCore {
    private static let groupSize = 16

    /// Finds the rows of keys.
    func lookup(
        _ hashes: UnsafeBufferPointer<KeyHash>, into rows: UnsafeMutablePointer<RowLocation>
    ) throws {
        // Loads of a group do not wait for each other, so that a group costs little more time than
        // one key: nearly all of it is memory that is far away.
        try unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.groupSize) { blocks in
            var start = 0
            while start < hashes.count {
                let end = min(start &+ Self.groupSize, hashes.count)
                var sum: UInt64 = 0
                for index in start..<end {
                    let hash = unsafe hashes[index]
                    sum &+= UInt64(pending.touch(hash))
                    if let frozen { sum &+= UInt64(frozen.touch(hash)) }
                    let block = base.startBlock(hash)
                    unsafe blocks[index &- start] = block
                    sum &+= base.touch(hash, block: block)
                }
                touched = sum
                for index in start..<end {
                    unsafe rows[index] = try row(
                        of: hashes[index], block: blocks[index &- start])
                }
                start = end
            }
        }
    }

    @inline(__always)
    private func row(of hash: KeyHash, block: Int) throws -> RowLocation {
        let found: RowLocation
        if let location = pending.find(hash) {
            found = location
        } else if let location = frozen?.find(hash) {
            found = location
        } else if let location = try base.find(hash, from: block) {
            found = location
        } else {
            return .absent
        }
        return found.isAbsent ? found : try registry.resolved(found)
    }

    /// Counts the keys that have a row; reads all of the index.
    func liveCount() throws -> Int {
        var count = 0
        var slot = 0
        while let entry = pending.next(after: &slot) {
            if try isLive(entry) { count += 1 }
        }
        slot = 0
        while let entry = frozen?.next(after: &slot) {
            if pending.find(entry.hash) == nil, try isLive(entry) { count += 1 }
        }
        for block in 0..<base.blockCount {
            let entries = try unsafe base.entries(block)
            for index in 0..<entries.count {
                let entry = unsafe entries[index]
                guard pending.find(entry.hash) == nil, frozen?.find(entry.hash) == nil else {
                    continue
                }
                if try isLive(entry) { count += 1 }
            }
        }
        return count
    }

    private func isLive(_ entry: KeyEntry) throws -> Bool {
        try !entry.isRemoval && !registry.resolved(entry.location).isAbsent
    }
}
