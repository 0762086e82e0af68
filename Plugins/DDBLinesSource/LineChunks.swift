import DDBFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Gives a file's bytes in chunks of whole lines.
struct LineChunks {
    /// What comes next.
    enum Step {
        /// Whole lines, in ``LineChunks/bytes``; the last line of a file may lack its line feed.
        case lines(Range<Int>)
        /// A line longer than the limit; nothing of it is kept.
        case tooLong
        /// Nothing for now.
        case idle
        /// The file has ended.
        case end
    }

    private let input: InputBytes
    private let chunkByteCount: Int
    private let lineByteCountMax: Int
    /// The memory that ranges point into.
    private(set) var bytes: [UInt8]
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private var isDiscarding = false
    /// A file may be one JSON array, whose elements become lines.
    private var arrays = ArrayLines()
    /// How much of a byte order mark has come; nil once that is settled.
    private var markByteCount: Int? = 0

    /// Creates chunks.
    init(input: InputBytes, chunkByteCount: Int, lineByteCountMax: Int) {
        self.input = input
        self.chunkByteCount = chunkByteCount
        self.lineByteCountMax = lineByteCountMax
        bytes = [UInt8](repeating: 0, count: chunkByteCount)
    }

    /// How many bytes of the file itself have been read.
    var fileByteCount: Int { input.fileByteCount }

    /// Whether every line has been given.
    var isFinished: Bool { isAtEnd && start == end && !isDiscarding }

    /// Reads until there is a chunk; what the last range named is gone then.
    mutating func next() throws -> Step {
        while true {
            if let step = buffered() { return step }
            if isAtEnd { return .end }
            makeRoom()
            guard let count = try fill() else {
                return lastLineFeed(start..<end).map { take($0 + 1) } ?? .idle
            }
            isAtEnd = count == 0
            blankMark(end..<end + count)
            try arrays.makeLines(&bytes, end..<end + count, isAtEnd: isAtEnd)
            end += count
        }
    }

    /// What can be given without reading on.
    private mutating func buffered() -> Step? {
        if isDiscarding {
            guard let feed = firstLineFeed(start..<end) else {
                start = end
                if isAtEnd { isDiscarding = false }
                return isAtEnd ? .tooLong : nil
            }
            start = feed + 1
            isDiscarding = false
            return .tooLong
        }
        let count = end - start
        if count >= chunkByteCount {
            if let feed = lastLineFeed(start..<start + chunkByteCount) { return take(feed + 1) }
            if let feed = firstLineFeed(start + chunkByteCount..<end) { return take(feed + 1) }
        }
        // The limit does not count the line feed, nor the carriage return before it.
        if count > lineByteCountMax + 2, lastLineFeed(start..<end) == nil {
            isDiscarding = true
            return buffered()
        }
        return isAtEnd && count > 0 ? take(end) : nil
    }

    private mutating func take(_ next: Int) -> Step {
        defer { start = next }
        return .lines(start..<next)
    }

    /// Moves what is left to the front, and grows where a long line fills everything.
    private mutating func makeRoom() {
        if start > 0 {
            let count = end - start
            bytes.withUnsafeMutableBytes { memory in
                guard let base = memory.baseAddress else { return }
                memmove(base, base + start, count)
            }
            start = 0
            end = count
        }
        if end == bytes.count {
            let growth = min(bytes.count, lineByteCountMax + 3)
            bytes.append(contentsOf: repeatElement(0, count: growth))
        }
    }

    private mutating func fill() throws -> Int? {
        try bytes.withUnsafeMutableBytes { memory in
            try input.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
        }
    }

    /// Makes spaces of a byte order mark at the file's beginning.
    private mutating func blankMark(_ range: Range<Int>) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for index in range {
            guard let count = markByteCount else { return }
            guard bytes[index] == mark[count] else {
                markByteCount = nil
                return
            }
            markByteCount = count + 1
            if count + 1 == mark.count {
                for place in index - count...index { bytes[place] = 0x20 }
                markByteCount = nil
            }
        }
    }

    private func firstLineFeed(_ range: Range<Int>) -> Int? {
        bytes.withUnsafeBytes { memory in
            guard let base = memory.baseAddress,
                let found = memchr(base + range.lowerBound, 0x0A, range.count)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private func lastLineFeed(_ range: Range<Int>) -> Int? {
        bytes.withUnsafeBytes { memory in
            var index = range.upperBound
            while index > range.lowerBound {
                index -= 1
                if memory[index] == 0x0A { return index }
            }
            return nil
        }
    }
}
