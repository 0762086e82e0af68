import DDBBase

/// Turns lines of DynamoDB JSON into batches, without copying them.
///
/// The caller fills the decoder's memory, for instance by inflating straight into it, and takes
/// batches of whole lines; only the line that the memory ends in moves on to the next batch's
/// memory. Lines end in LF; a CR before it is tolerated, blank lines are skipped, and the last line
/// may lack its LF.
///
/// ```swift
/// var decoder = LineDecoder(shape: .export, table: "flights")
/// while true {
///     let count = decoder.fill { read(descriptor, $0.baseAddress, $0.count) }
///     if count > 0, decoder.freeByteCount > 0 { continue }
///     while let batch = try decoder.nextBatch(isLast: count == 0) { use(batch) }
///     if count == 0 { break }
/// }
/// ```
///
/// After an error the decoder gives nothing more.
public struct LineDecoder: ~Copyable, Sendable {
    /// Memory that batches may have dropped, so that a steady flow of batches allocates nothing.
    private static let sparesMax = 4

    private let shape: LineShape
    private let origin: ItemOrigin
    private let tables: [String]
    private let limits: DecodeLimits
    private var storage: BatchStorage
    private var spares: [BatchStorage] = []
    /// The bytes that have been filled, and those of them known to hold no line feed.
    private var filled = 0
    private var searched = 0
    private var line = 0
    private var failure: AttributeError?

    /// Creates a decoder of lines that belong to one table.
    public init(
        shape: LineShape, table: String = "", origin: ItemOrigin = .export,
        limits: DecodeLimits = .standard
    ) {
        self.shape = shape
        self.origin = origin
        let limits = limits.clamped
        self.limits = limits
        tables = [table]
        storage = BatchStorage(byteCapacity: limits.batchBytes)
    }

    /// The bytes that can be filled before a batch has to be taken; 0 when the memory is full.
    public var freeByteCount: Int { storage.byteCapacity - filled }

    /// The number of lines that have been decoded.
    public var lineCount: Int { line }

    /// Lets the caller write bytes behind those it wrote before.
    ///
    /// - Parameter body: Writes into the memory given, which is never empty, and returns how many
    ///   bytes it wrote, from the start; 0 when there are no more.
    /// - Returns: What the body returned.
    public mutating func fill<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        if freeByteCount == 0 { makeRoom() }
        let room = freeByteCount
        let count = unsafe try body(
            UnsafeMutableRawBufferPointer(start: storage.bytes + filled, count: room))
        precondition(count >= 0 && count <= room, "the body wrote past the memory it was given")
        filled += count
        return count
    }

    /// Copies bytes behind those that are there, as many as there is room for.
    ///
    /// - Returns: The number of bytes that were taken.
    public mutating func append(_ bytes: RawSpan) -> Int {
        guard bytes.byteCount > 0 else { return 0 }
        return unsafe fill { room in
            let count = min(room.count, bytes.byteCount)
            unsafe bytes.withUnsafeBytes { source in
                unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
            }
            return count
        }
    }

    /// Decodes the whole lines that have been filled.
    ///
    /// - Parameter isLast: Whether nothing will be filled any more, so that the rest is a line too.
    /// - Returns: The batch, or nil where there is no whole line yet, or none any more.
    /// - Throws: ``AttributeError`` with the line's number where a line is not of the shape, or
    ///   exceeds a limit.
    public mutating func nextBatch(isLast: Bool) throws(AttributeError) -> ItemBatch? {
        if let failure { throw failure }
        let used = isLast ? filled : endOfWholeLines()
        guard used > 0 else {
            searched = filled
            if filled > limits.recordBytesMax {
                throw remember(
                    AttributeError(
                        .recordSize, line: line + 1, byteOffset: filled, limits: limits))
            }
            return nil
        }
        let current = storage
        let rest = filled - used
        storage = takeStorage(byteCount: max(limits.batchBytes, rest))
        unsafe storage.bytes.copyMemory(from: current.bytes + used, byteCount: rest)
        filled = rest
        searched = rest
        current.seal(byteCount: used)
        var records: [ItemRecord] = []
        let partitions: [String]
        do throws(AttributeError) {
            partitions = try scan(current, into: &records)
        } catch {
            throw remember(error)
        }
        if spares.count < Self.sparesMax { spares.append(current) }
        guard !records.isEmpty else { return nil }
        return ItemBatch(
            storage: current, records: records, tables: tables, partitions: partitions)
    }

    /// Decodes all lines and returns the names of the partitions that they name.
    private mutating func scan(
        _ storage: BatchStorage, into records: inout [ItemRecord]
    ) throws(AttributeError) -> [String] {
        var scanner = TapeScanner(storage: storage, limits: limits)
        var start = 0
        while start < scanner.end {
            line += 1
            var offset = scanner.skipSpace(start)
            do throws(ScanFault) {
                if scanner.byte(offset) != 0x0A, offset < scanner.end {
                    var record = ItemRecord(origin: origin)
                    record.line = line
                    offset = try scanner.record(offset, shape, into: &record)
                    guard offset - start <= limits.recordBytesMax else {
                        throw scanner.fail(.recordSize, at: offset)
                    }
                    guard scanner.byte(offset) == 0x0A || offset >= scanner.end else {
                        throw scanner.fail(.trailingBytes, at: offset)
                    }
                    records.append(record)
                }
            } catch {
                throw AttributeError(
                    error, line: line, byteOffset: scanner.faultOffset - start,
                    path: scanner.path(of: error), limits: limits)
            }
            start = offset + 1
        }
        scanner.finish()
        return scanner.partitions.names
    }

    private mutating func remember(_ error: AttributeError) -> AttributeError {
        failure = error
        return error
    }

    /// The number of bytes up to and with the last line feed; 0 where there is none.
    private func endOfWholeLines() -> Int {
        var offset = filled
        while offset > searched {
            let byte = unsafe storage.bytes.load(fromByteOffset: offset - 1, as: UInt8.self)
            if byte == 0x0A { return offset }
            offset -= 1
        }
        return 0
    }

    /// Doubles the memory for one long record, up to what the record limit needs.
    private mutating func makeRoom() {
        let most = max(limits.recordBytesMax + 2, limits.batchBytes)
        precondition(storage.byteCapacity < most, "take the batches before filling more")
        storage.growBytes(to: min(storage.byteCapacity * 2, most), keeping: filled)
    }

    private mutating func takeStorage(byteCount: Int) -> BatchStorage {
        for index in spares.indices
        where isKnownUniquelyReferenced(&spares[index]) && spares[index].byteCapacity >= byteCount {
            return spares.remove(at: index)
        }
        return BatchStorage(byteCapacity: byteCount)
    }
}
