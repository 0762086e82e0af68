/// Makes a batch of items that did not come as lines of a file.
///
/// Images are laid down first, each validated as a decoder would, then the record that names them.
///
/// ```swift
/// var builder = ItemBatchBuilder()
/// var record = ItemRecord(origin: .scan)
/// record.newImage = try builder.image(wire: bytes)
/// record.table = builder.table("orders")
/// builder.append(record)
/// let batch = builder.finish()
/// ```
public struct ItemBatchBuilder: ~Copyable, Sendable {
    private static let byteCapacityMin = 4096

    private let limits: DecodeLimits
    private var storage: BatchStorage
    private var records: [ItemRecord] = []
    private var tables: [String] = []
    private var partitions: PartitionTable

    /// Creates a builder of an empty batch.
    public init(limits: DecodeLimits = .standard) {
        self.limits = limits.clamped
        partitions = PartitionTable(countMax: self.limits.partitionsMax)
        storage = BatchStorage(byteCapacity: Self.byteCapacityMin)
    }

    /// The wire bytes so far.
    public var byteCount: Int { storage.byteCount }

    /// The number of records so far.
    public var recordCount: Int { records.count }

    /// The most wire bytes of a batch; one that has come near it should be finished.
    public static var byteCountMax: Int { 1 << 31 }

    /// Lays down an item given as DynamoDB JSON and returns its tape index.
    ///
    /// Line feeds between tokens become spaces, so that the batch's items can be written as lines.
    ///
    /// - Throws: ``AttributeError`` where the text is not an item or exceeds a limit; the batch is
    ///   then as it was.
    public mutating func image(wire: RawSpan) throws(AttributeError) -> Int {
        try checkRoom(for: wire)
        let start = lay(wire)
        var scanner = TapeScanner(storage: storage, limits: limits, lineFeedIsSpace: true)
        scanner.tapeCount = storage.tapeCount
        var index = -1
        do throws(ScanFault) {
            let end = scanner.skipSpace(try scanner.item(scanner.skipSpace(start), into: &index))
            guard end == scanner.end else { throw scanner.fail(.trailingBytes, at: end) }
        } catch {
            throw takeBack(error, &scanner, from: start)
        }
        scanner.finish()
        storage.replaceLineBreaks(from: start)
        return index
    }

    /// Lays down a change as a Kinesis stream carries it, `{"eventName":"INSERT","tableName":"..",
    /// "dynamodb":{"Keys":{...},"NewImage":{...},...},...}`, and returns its record.
    ///
    /// The record names its images and its table; the caller sets the order, for there is no
    /// sequence number in the text, and appends it. A time without a precision is read as seconds,
    /// milliseconds or microseconds, as its size says.
    ///
    /// - Returns: The record, and the range of the event's id in the batch's bytes, or nil where
    ///   there is none.
    /// - Throws: ``AttributeError`` where the text is not a change or exceeds a limit; the batch is
    ///   then as it was.
    public mutating func change(
        json text: RawSpan, origin: ItemOrigin = .kinesis
    ) throws(AttributeError) -> (record: ItemRecord, eventID: Range<Int>?) {
        try checkRoom(for: text)
        let start = lay(text)
        var scanner = TapeScanner(storage: storage, limits: limits, lineFeedIsSpace: true)
        scanner.tapeCount = storage.tapeCount
        var change = ScannedChange(record: ItemRecord(origin: origin))
        do throws(ScanFault) {
            let first = scanner.skipSpace(start)
            let end = scanner.skipSpace(try scanner.change(first, into: &change, .magnitude))
            guard end == scanner.end else { throw scanner.fail(.trailingBytes, at: end) }
        } catch {
            throw takeBack(error, &scanner, from: start)
        }
        scanner.finish()
        if scanner.sawLineBreak { storage.replaceLineBreaks(from: start) }
        if let name = change.tableName {
            change.record.table = table(String(decoding: scanner.plain(name), as: UTF8.self))
        }
        return (change.record, change.eventID)
    }

    private func checkRoom(for text: RawSpan) throws(AttributeError) {
        guard text.byteCount <= limits.recordBytesMax,
            storage.byteCount + text.byteCount <= Self.byteCountMax
        else { throw AttributeError(.recordSize, byteOffset: text.byteCount, limits: limits) }
    }

    /// Leaves the batch as it was before a text that failed.
    private func takeBack(
        _ fault: ScanFault, _ scanner: inout TapeScanner, from start: Int
    ) -> AttributeError {
        let offset = scanner.faultOffset - start
        let path = scanner.path(of: fault)
        storage.seal(byteCount: start)
        return AttributeError(fault, byteOffset: offset, path: path, limits: limits)
    }

    /// Lays down a plain JSON object as an item and returns its tape index.
    ///
    /// Strings become S, numbers N with the same text, `true` and `false` BOOL, `null` NULL,
    /// objects M and arrays L.
    ///
    /// - Throws: ``AttributeError`` where the text is not a JSON object, a number is outside of
    ///   DynamoDB's range, or a limit is exceeded; the batch is then as it was.
    public mutating func image(plainJSON text: RawSpan) throws(AttributeError) -> Int {
        let wire = try PlainTranscoder.wire(of: text, limits: limits)
        do throws(AttributeError) {
            return try unsafe image(wire: wire.span.bytes)
        } catch {
            throw error.withoutOffset
        }
    }

    /// Lays down an item and returns its tape index.
    ///
    /// - Throws: ``AttributeError`` where the item exceeds a limit or has an empty set; the batch
    ///   is then as it was.
    public mutating func image(_ item: Item) throws(AttributeError) -> Int {
        let wire = WireEncoder.encode(item)
        return try unsafe image(wire: wire.span.bytes)
    }

    /// Lays down the digits of a sequence and returns the order that they give.
    ///
    /// - Parameter digits: Decimal digits, at most 40.
    /// - Returns: The order, or nil where the text is not that.
    public mutating func order(epoch: UInt32, sequence digits: String) -> ItemOrder? {
        let text = Array(digits.utf8)
        guard (1...SequenceText.digitsMax).contains(text.count),
            text.allSatisfy({ $0 &- 0x30 < 10 })
        else {
            return nil
        }
        let start = unsafe lay(text.span.bytes)
        return ItemOrder(epoch: epoch, sequenceOffset: start, sequenceByteCount: text.count)
    }

    /// Returns the index of a table's name, which is added where it is new.
    public mutating func table(_ name: String) -> Int {
        if let index = tables.firstIndex(of: name) { return index }
        tables.append(name)
        return tables.count - 1
    }

    /// Returns the index of a partition's name, which is added where it is new.
    ///
    /// - Parameter name: 1 to 1024 bytes.
    /// - Throws: ``AttributeError`` where the name is not that, or the batch has as many partitions
    ///   as the limits allow.
    public mutating func partition(_ name: String) throws(AttributeError) -> Int {
        let text = Array(name.utf8)
        guard (1...PartitionTable.nameBytesMax).contains(text.count) else {
            throw AttributeError(.partition, limits: limits)
        }
        guard let index = unsafe partitions.index(of: text.span.bytes) else {
            throw AttributeError(.partitionCount, limits: limits)
        }
        return index
    }

    /// Appends a record; its images are tape indexes that this builder gave.
    public mutating func append(_ record: ItemRecord) {
        records.append(record)
    }

    /// Returns the batch and begins another.
    public mutating func finish() -> ItemBatch {
        let batch = ItemBatch(
            storage: storage, records: records, tables: tables, partitions: partitions.names)
        storage = BatchStorage(byteCapacity: Self.byteCapacityMin)
        records = []
        tables = []
        partitions = PartitionTable(countMax: limits.partitionsMax)
        return batch
    }

    /// Copies bytes behind the others and returns where they begin.
    private mutating func lay(_ bytes: RawSpan) -> Int {
        let start = storage.byteCount
        let end = start + bytes.byteCount
        if end > storage.byteCapacity {
            storage.growBytes(to: max(end, storage.byteCapacity * 2), keeping: start)
        }
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(
                start: storage.bytes + start, count: source.count
            ).copyMemory(from: source)
        }
        storage.seal(byteCount: end)
        return start
    }
}
