/// A queue of shards, first in first out.
struct IndexQueue: Sendable {
    private var entries: [Int32] = []
    private var head = 0

    var count: Int { entries.count - head }
    var first: Int? { head < entries.count ? Int(entries[head]) : nil }

    mutating func append(_ index: Int) { entries.append(Int32(index)) }

    mutating func popFirst() -> Int? {
        guard head < entries.count else { return nil }
        let index = Int(entries[head])
        head += 1
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head > entries.count / 2 {
            entries.removeSubrange(..<head)
            head = 0
        }
        return index
    }
}
