/// Orders wake-ups by time; each shard has at most one that counts.
///
/// A newer timer of a shard makes the older one void; void ones are dropped as they come up, and
/// all at once where they outnumber the others.
struct TimerHeap: Sendable {
    private struct Entry: Sendable {
        var time: Int64
        var index: Int32
        var stamp: UInt32
    }

    private var heap: [Entry] = []
    /// The stamp of each shard's timer that counts; 0 where none does.
    private var stamps: [UInt32] = []
    private var lastStamp: UInt32 = 0
    private var liveCount = 0

    mutating func set(_ index: Int, at time: Int64) {
        if index >= stamps.count {
            stamps.append(
                contentsOf: repeatElement(0, count: max(index + 1, 2 * stamps.count) - stamps.count)
            )
        }
        if stamps[index] == 0 { liveCount += 1 }
        lastStamp = lastStamp == .max ? 1 : lastStamp + 1
        stamps[index] = lastStamp
        heap.append(Entry(time: time, index: Int32(index), stamp: lastStamp))
        siftUp(heap.count - 1)
        if heap.count > 64, heap.count > 2 * liveCount { compact() }
    }

    mutating func cancel(_ index: Int) {
        guard index < stamps.count, stamps[index] != 0 else { return }
        stamps[index] = 0
        liveCount -= 1
    }

    /// The time of the first timer.
    mutating func first() -> Int64? {
        while let entry = heap.first, stamps[Int(entry.index)] != entry.stamp { removeFirst() }
        return heap.first?.time
    }

    /// Takes a timer out whose time has come.
    mutating func popDue(_ now: Int64) -> Int? {
        guard let time = first(), time <= now else { return nil }
        let index = Int(heap[0].index)
        removeFirst()
        stamps[index] = 0
        liveCount -= 1
        return index
    }

    private mutating func compact() {
        heap.removeAll { stamps[Int($0.index)] != $0.stamp }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(0)
    }

    /// Orders by time, then by the order in which timers were set.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        left.time != right.time ? left.time < right.time : left.stamp < right.stamp
    }

    private mutating func siftUp(_ start: Int) {
        let entry = heap[start]
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard Self.precedes(entry, heap[parent]) else { break }
            heap[index] = heap[parent]
            index = parent
        }
        heap[index] = entry
    }

    private mutating func siftDown(_ start: Int) {
        let entry = heap[start]
        var index = start
        while true {
            var child = 2 * index + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, Self.precedes(heap[child + 1], heap[child]) { child += 1 }
            guard Self.precedes(heap[child], entry) else { break }
            heap[index] = heap[child]
            index = child
        }
        heap[index] = entry
    }
}
