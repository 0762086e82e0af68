import DDBBase
import Foundation

/// Reads frames from a file.
struct FrameInput {
    /// What comes next.
    enum Frame {
        case record(UInt8, [UInt8])
        /// The file ends within a frame, or the frame's bytes are not those that were written.
        case torn
    }

    let handle: FileHandle
    let chunkBytes: Int
    private var buffer: [UInt8] = []
    private var start = 0

    init(handle: FileHandle, chunkBytes: Int) {
        self.handle = handle
        self.chunkBytes = chunkBytes
    }

    /// The next frame; nil at the end.
    mutating func next() throws -> Frame? {
        try fill(RecordFrame.headBytes)
        let available = buffer.count - start
        guard available > 0 else { return nil }
        guard available >= RecordFrame.headBytes else { return .torn }
        let head = Array(buffer[start..<start + RecordFrame.headBytes])
        let (count, checksum) = RecordFrame.head(head)
        guard (1...RecordFrame.bodyBytesMax).contains(count) else { return .torn }
        try fill(RecordFrame.headBytes + count)
        guard buffer.count - start >= RecordFrame.headBytes + count else { return .torn }
        start += RecordFrame.headBytes
        let body = Array(buffer[start..<start + count])
        start += count
        guard CRC32.checksum(body.span.bytes) == checksum else { return .torn }
        return .record(body[0], Array(body.dropFirst()))
    }

    /// Reads until a number of bytes is there, or the file ends.
    private mutating func fill(_ count: Int) throws {
        while buffer.count - start < count {
            guard let more = try handle.read(upToCount: max(chunkBytes, count)), !more.isEmpty
            else { return }
            buffer.removeSubrange(..<start)
            start = 0
            buffer.append(contentsOf: more)
        }
    }
}
