/// Items as they came over the wire, DynamoDB JSON, with an index over every value.
///
/// The bytes have been validated completely, once, when the batch was made: UTF-8, types, numbers,
/// base64, depth and sizes. Nobody needs to check them again.
///
/// The memory is shared by copies of a batch and constant, which is the proof for `@unchecked
/// Sendable`.
@safe
public struct ItemBatch: @unchecked Sendable {
    /// The zero bytes that follow the wire bytes in memory, so that words may be loaded across
    /// their end.
    @inlinable public static var paddingByteCount: Int { 64 }

    /// Keeps the memory that the pointers lead to.
    private let storage: BatchStorage
    @usableFromInline let bytesStart: UnsafeRawPointer
    @usableFromInline let tapeStart: UnsafePointer<UInt64>
    @usableFromInline let tapeCount: Int
    /// The number of wire bytes.
    public let byteCount: Int
    /// The changes or items, in the order of the input.
    public var records: [ItemRecord]
    /// The names of the tables that records belong to.
    public var tables: [String]
    /// The names of the partitions that records belong to: shards, for instance; of records that
    /// name none, none.
    public var partitions: [String]

    init(
        storage: BatchStorage, records: [ItemRecord], tables: [String], partitions: [String] = []
    ) {
        self.storage = storage
        unsafe bytesStart = UnsafeRawPointer(storage.bytes)
        byteCount = storage.byteCount
        unsafe tapeStart = UnsafePointer(storage.tape)
        tapeCount = storage.tapeCount
        self.records = records
        self.tables = tables
        self.partitions = partitions
    }

    /// The wire bytes, to which tokens point.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: bytesStart, byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The wire bytes with the 64 zero bytes after them, for loops that load whole words.
    @inlinable public var paddedBytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(
                _unsafeStart: bytesStart, byteCount: byteCount + Self.paddingByteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The index over the bytes; see ``Token`` and ``Tape``.
    @inlinable public var tape: Span<UInt64> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: tapeStart, count: tapeCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The first of the wire bytes; valid while the batch lives, with 64 zero bytes after the last.
    @unsafe @inlinable public var unsafeBytes: UnsafePointer<UInt8> {
        unsafe bytesStart.assumingMemoryBound(to: UInt8.self)
    }

    /// The words of the tape; valid while the batch lives.
    @unsafe @inlinable public var unsafeTape: UnsafeBufferPointer<UInt64> {
        unsafe UnsafeBufferPointer(start: tapeStart, count: tapeCount)
    }
}

extension ItemBatch {
    /// A batch without records.
    public static var empty: ItemBatch {
        var builder = ItemBatchBuilder()
        return builder.finish()
    }
}
