/// Orders values by time, and by the order in which they came where times are equal.
struct TimedQueue<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var time: Int64
        var serial: UInt64
        var value: Value

        func precedes(_ other: Entry) -> Bool {
            time != other.time ? time < other.time : serial < other.serial
        }
    }

    private var heap: [Entry] = []
    private var lastSerial: UInt64 = 0

    /// The time of the first; `.max` where there is none.
    var first: Int64 { heap.first?.time ?? .max }

    mutating func insert(_ value: Value, at time: Int64) {
        lastSerial += 1
        heap.append(Entry(time: time, serial: lastSerial, value: value))
        var index = heap.count - 1
        while index > 0, heap[index].precedes(heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// Takes the first out where its time has come.
    mutating func popDue(_ now: Int64) -> (time: Int64, value: Value)? {
        guard let first = heap.first, first.time <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return (first.time, first.value)
    }

    mutating func removeAll() {
        heap.removeAll()
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[index]) else { return }
            heap.swapAt(child, index)
            index = child
        }
    }
}
