/// The members of a set among 65,536 consecutive rows, by their places in the block; never none.
enum RowBlock: Sendable {
    /// Rising places, at most ``placesMax``.
    case places([UInt16])
    /// A bit for every row of the block, in 1024 words, and how many are set.
    case bits([UInt64], count: Int)
    /// Rising stretches with gaps between them, and how many rows they have together.
    case runs([RowRun], count: Int)

    /// How many rows a block has.
    static let rowCount = 1 << 16
    /// How many words hold a bit for every row.
    static let wordCount = rowCount / 64
    /// The most places that take no more memory than bits do.
    static let placesMax = 4096

    /// Makes the block of rising places that are all different.
    init(rising places: [UInt16]) {
        if places.count <= Self.placesMax {
            self = .places(places)
            return
        }
        var words = [UInt64](repeating: 0, count: Self.wordCount)
        for place in places { words[Int(place >> 6)] |= 1 << UInt64(place & 63) }
        self = .bits(words, count: places.count)
    }

    /// Makes the block of 1024 words, or nil where no bit is set.
    init?(words: [UInt64]) {
        let count = words.reduce(0) { $0 + $1.nonzeroBitCount }
        guard count > 0 else { return nil }
        guard count <= Self.placesMax else {
            self = .bits(words, count: count)
            return
        }
        var places: [UInt16] = []
        places.reserveCapacity(count)
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                places.append(UInt16(index << 6 | rest.trailingZeroBitCount))
                rest &= rest &- 1
            }
        }
        self = .places(places)
    }

    var count: Int {
        switch self {
        case .places(let places): places.count
        case .bits(_, let count), .runs(_, let count): count
        }
    }

    func contains(_ place: UInt16) -> Bool {
        switch self {
        case .places(let places):
            let index = Self.firstIndex(places.count) { places[$0] >= place }
            return index < places.count && places[index] == place
        case .bits(let words, _):
            return words[Int(place >> 6)] >> UInt64(place & 63) & 1 == 1
        case .runs(let runs, _):
            let index = Self.firstIndex(runs.count) { runs[$0].last >= place }
            return index < runs.count && runs[index].first <= place
        }
    }

    /// The greatest place.
    var last: UInt16 {
        switch self {
        case .places(let places): return places[places.count - 1]
        case .runs(let runs, _): return runs[runs.count - 1].last
        case .bits(let words, _):
            let index = words.lastIndex { $0 != 0 } ?? 0
            return UInt16(index << 6 | (63 - words[index].leadingZeroBitCount))
        }
    }

    /// Calls the body with each stretch of members, in order: few for runs, one a member at worst.
    func forEachRun(_ body: (RowRun) -> Void) {
        switch self {
        case .runs(let runs, _):
            for run in runs { body(run) }
        case .places(let places):
            var index = 0
            while index < places.count {
                let first = places[index]
                var last = first
                index += 1
                while index < places.count, last < .max, places[index] == last + 1 {
                    last = places[index]
                    index += 1
                }
                body(RowRun(first: first, last: last))
            }
        case .bits(let words, _):
            Self.forEachRun(words, body)
        }
    }

    private static func forEachRun(_ words: [UInt64], _ body: (RowRun) -> Void) {
        var first: Int?
        for (index, word) in words.enumerated() {
            if word == 0 && first == nil || word == .max && first != nil { continue }
            var place = 0
            while place < 64 {
                if let start = first {
                    let ones = min((~(word >> UInt64(place))).trailingZeroBitCount, 64 - place)
                    place += ones
                    if place == 64 { break }
                    body(RowRun(first: UInt16(start), last: UInt16(index << 6 + place - 1)))
                    first = nil
                } else {
                    let rest = word >> UInt64(place)
                    if rest == 0 { break }
                    place += rest.trailingZeroBitCount
                    first = index << 6 + place
                }
            }
        }
        if let first { body(RowRun(first: UInt16(first), last: .max)) }
    }

    /// How many stretches of consecutive members there are.
    var runCount: Int {
        switch self {
        case .runs(let runs, _): return runs.count
        case .places(let places):
            var count = 1
            for index in 1..<places.count where places[index] - places[index - 1] != 1 {
                count += 1
            }
            return count
        case .bits(let words, _):
            var count = 0
            var carry: UInt64 = 0
            for word in words {
                count += (word & ~(word << 1 | carry)).nonzeroBitCount
                carry = word >> 63
            }
            return count
        }
    }

    /// A bit for every row of the block.
    var words: [UInt64] {
        if case .bits(let words, _) = self { return words }
        var words = [UInt64](repeating: 0, count: Self.wordCount)
        add(to: &words)
        return words
    }

    /// Sets the bits of the members in 1024 words.
    func add(to words: inout [UInt64]) {
        switch self {
        case .places(let places):
            for place in places { words[Int(place >> 6)] |= 1 << UInt64(place & 63) }
        case .bits(let more, _):
            for index in words.indices { words[index] |= more[index] }
        case .runs(let runs, _):
            for run in runs { run.add(to: &words) }
        }
    }

    /// The members of both.
    func union(_ other: RowBlock) -> RowBlock {
        if count == Self.rowCount { return self }
        if other.count == Self.rowCount { return other }
        if case .places(let left) = self, case .places(let right) = other {
            return RowBlock(rising: Self.merge(left, right))
        }
        var words = words
        other.add(to: &words)
        // Neither block is empty, so the union is not.
        return RowBlock(words: words) ?? self
    }

    /// How many members come before a place.
    func count(below place: UInt16) -> Int {
        switch self {
        case .places(let places): return Self.firstIndex(places.count) { places[$0] >= place }
        case .bits(let words, _):
            let index = Int(place >> 6)
            let whole = words[..<index].reduce(0) { $0 + $1.nonzeroBitCount }
            return whole + (words[index] & (1 << UInt64(place & 63) &- 1)).nonzeroBitCount
        case .runs(let runs, _):
            return runs.reduce(0) { sum, run in
                run.first < place ? sum + Int(min(run.last, place - 1) - run.first) + 1 : sum
            }
        }
    }

    private static func merge(_ left: [UInt16], _ right: [UInt16]) -> [UInt16] {
        var merged: [UInt16] = []
        merged.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            let (a, b) = (left[i], right[j])
            merged.append(min(a, b))
            if a <= b { i += 1 }
            if b <= a { j += 1 }
        }
        merged += left[i...]
        merged += right[j...]
        return merged
    }

    /// The first index that fulfils a condition which holds from some index on; the count where
    /// none does.
    private static func firstIndex(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Consecutive places of a block, both ends included.
struct RowRun: Sendable, Hashable {
    var first: UInt16
    var last: UInt16

    var count: Int { Int(last) - Int(first) + 1 }

    func add(to words: inout [UInt64]) {
        let (start, end) = (Int(first >> 6), Int(last >> 6))
        let low: UInt64 = .max << UInt64(first & 63)
        let high: UInt64 = .max >> UInt64(63 - last & 63)
        if start == end {
            words[start] |= low & high
            return
        }
        words[start] |= low
        for index in start + 1..<end { words[index] = .max }
        words[end] |= high
    }
}
