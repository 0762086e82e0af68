/// Items as they came over the wire, DynamoDB JSON, with an index over every value.
///
/// The bytes have been validated completely, once, when the batch was made: UTF-8, types, numbers, base64,
/// depth and sizes. Nobody needs to check them again.
public struct ItemBatch: Sendable {
    /// The memory; shared, constant.
    @usableFromInline let storage: BatchStorage
    /// The changes or items, in the order of the input.
    public var records: [ItemRecord]
    /// The names of the tables that records belong to.
    public var tables: [String]

    init(storage: BatchStorage, records: [ItemRecord], tables: [String]) {
        self.storage = storage
        self.records = records
        self.tables = tables
    }

    /// The wire bytes, to which tokens point.
    ///
    /// At least 64 zero bytes follow them in memory.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: storage.bytes, byteCount: storage.byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The wire bytes with the 64 zero bytes after them, for loops that load whole words.
    @inlinable public var paddedBytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(
                _unsafeStart: storage.bytes,
                byteCount: storage.byteCount + BatchStorage.paddingByteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The index over the bytes; see ``Token`` and ``Tape``.
    @inlinable public var tape: Span<UInt64> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: storage.tape, count: storage.tapeCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The first of the wire bytes; valid while the batch lives, with 64 zero bytes after the last.
    @unsafe @inlinable public var unsafeBytes: UnsafePointer<UInt8> {
        unsafe UnsafePointer(storage.bytes.assumingMemoryBound(to: UInt8.self))
    }

    /// The words of the tape; valid while the batch lives.
    @unsafe @inlinable public var unsafeTape: UnsafeBufferPointer<UInt64> {
        unsafe UnsafeBufferPointer(start: storage.tape, count: storage.tapeCount)
    }

    /// The number of wire bytes.
    @inlinable public var byteCount: Int { storage.byteCount }
}
