/// Turns the Ion text of an export into lines of DynamoDB JSON for a decoder of exports.
///
/// A record is a struct at the top of the text: `{Item:{...}}` of a full export, or
/// `{Metadata:{...}, Keys:{...},OldImage:{...},NewImage:{...}}` of an incremental one, which may be
/// wrapped as `{Record:{...}}`. Version markers `$ion_1_0`, white space and comments stand between
/// them. Each record becomes one line, however many it takes in Ion. Decimals and integers become
/// N, strings S, blobs B, truth values BOOL, nulls of any type NULL, structs M, and lists L, or the
/// set that their annotation `$dynamodb_SS`, `$dynamodb_NS` or `$dynamodb_BS` says. Floats,
/// timestamps, symbols, clobs and S-expressions are refused.
///
/// ```swift
/// var transcoder = IonTranscoder()
/// var isLast = false
/// let count = transcoder.fill { read(descriptor, $0.baseAddress, $0.count) }
/// if count == 0 { isLast = true }
/// while try transcoder.read(into: region, isLast: isLast) > 0 { use(region) }
/// ```
///
/// The text is that of Ion 1.0's specification, the records those of AWS's "DynamoDB table export
/// output format", and of samples that lack `Record`.
///
/// The limits bound a record both as Ion, with the white space before it, and as a line.
public struct IonTranscoder: ~Copyable, Sendable {
    private let limits: DecodeLimits
    private let input: BatchStorage
    private let output: BatchStorage
    /// The bytes of Ion: those that have been filled, and those of them that are lines already.
    private var filled = 0
    private var consumed = 0
    /// The bytes of lines: those that have been written, and those of them that were taken.
    private var written = 0
    private var taken = 0
    private var failure: AttributeError?

    /// The number of records that have become lines.
    public private(set) var recordCount = 0

    /// Creates a transcoder.
    ///
    /// - Parameter limits: How long a record may be, how deep maps and lists may nest in it, and
    ///   about how many bytes are taken at once; the decoder of the lines has the same.
    public init(limits: DecodeLimits = .standard) {
        self.limits = limits.clamped
        input = BatchStorage(byteCapacity: self.limits.batchBytes, tapeCapacity: 1)
        output = BatchStorage(byteCapacity: 2 * self.limits.batchBytes, tapeCapacity: 1)
    }

    /// The bytes that can be filled before lines have to be read; 0 when the memory is full.
    public var freeByteCount: Int { input.byteCapacity - filled }

    /// Lets the caller write Ion behind what it wrote before.
    ///
    /// It is called when ``read(into:isLast:)`` has given all lines that there are. Fill the memory
    /// as far as possible: a record that is not whole yet is read again from its start.
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
            UnsafeMutableRawBufferPointer(start: input.bytes + filled, count: room))
        precondition(count >= 0 && count <= room, "the body wrote past the memory it was given")
        filled += count
        return count
    }

    /// Writes lines, each with its line feed; a line may be cut, and goes on with the next call.
    ///
    /// - Parameter isLast: Whether nothing will be filled any more.
    /// - Returns: How many bytes were written; 0 when more has to be filled, or all was read.
    /// - Throws: ``AttributeError`` with the number of the record, after the lines before it, where
    ///   it is not Ion, holds what DynamoDB has not, or exceeds a limit. The byte counts from the
    ///   first one behind the record before that is no white space.
    public mutating func read(
        into region: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(AttributeError) -> Int {
        if taken == written {
            if let failure { throw failure }
            transcode(isLast: isLast)
            if written == 0, let failure { throw failure }
        }
        let count = min(region.count, written - taken)
        unsafe region.copyMemory(
            from: UnsafeRawBufferPointer(start: output.bytes + taken, count: count))
        taken += count
        return count
    }

    /// Makes lines of whole records, of about as many bytes as a batch has.
    private mutating func transcode(isLast: Bool) {
        written = 0
        taken = 0
        input.seal(byteCount: filled)
        var scanner = IonScanner(input: input, output: output, limits: limits)
        var start = consumed
        var isWaiting = false
        while !isWaiting, failure == nil, written < limits.batchBytes {
            do throws(ScanFault) {
                guard let end = try scanner.record(start) else {
                    isWaiting = true
                    if isLast { start = filled }
                    break
                }
                guard end - start <= limits.recordBytesMax,
                    scanner.textCount - written <= limits.recordBytesMax + 1
                else {
                    failure = makeFailure(.recordSize, at: 0)
                    break
                }
                start = end
                written = scanner.textCount
                recordCount += 1
            } catch {
                if scanner.isFaultAtEnd, !isLast {
                    isWaiting = true
                } else {
                    let first = min(scanner.firstByte(start), scanner.faultOffset)
                    failure = makeFailure(error, at: scanner.faultOffset - first)
                }
            }
        }
        if isWaiting, filled - start > limits.recordBytesMax {
            failure = makeFailure(.recordSize, at: filled - start)
        }
        consumed = start
        if isWaiting { moveRest() }
    }

    private func makeFailure(_ fault: ScanFault, at offset: Int) -> AttributeError {
        AttributeError(fault, line: recordCount + 1, byteOffset: offset, limits: limits)
    }

    /// Moves the record that is not whole to the start of the memory.
    private mutating func moveRest() {
        guard consumed > 0 else { return }
        unsafe input.bytes.copyMemory(from: input.bytes + consumed, byteCount: filled - consumed)
        filled -= consumed
        consumed = 0
    }

    /// Doubles the memory for one long record, up to what the record limit needs.
    private mutating func makeRoom() {
        let most = max(limits.recordBytesMax + 2, limits.batchBytes)
        precondition(
            consumed == 0 && input.byteCapacity < most, "read the lines before filling more")
        input.growBytes(to: min(input.byteCapacity * 2, most), keeping: filled)
    }
}
