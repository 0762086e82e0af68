/// Turns whole replies of DynamoDB into batches: one pass over the bytes validates the items and
/// indexes them where they lie.
///
/// ```swift
/// let decoder = ReplyDecoder(shape: .items(member: "Items"), origin: .scan, table: "orders")
/// let reply = try decoder.decode(body.span.bytes)
/// use(reply.batch, next: reply["LastEvaluatedKey"])
/// ```
///
/// Each reply gets memory of its own, which its batch keeps. The limits hold for every item, or
/// change, by itself.
public struct ReplyDecoder: Sendable {
    /// The most bytes of a reply.
    ///
    /// DynamoDB's largest hold 16 MB by its own measure, and escapes take up to six times as much.
    public static let documentBytesMax = 128 << 20

    /// A word of the tape for every so many bytes, which suffices for items of ten-byte values.
    private static let bytesPerTapeWord = 12

    private let shape: ReplyShape
    private let origin: ItemOrigin
    private let table: String
    private let epoch: UInt32
    private let limits: DecodeLimits

    /// Creates a decoder.
    ///
    /// - Parameters:
    ///   - origin: Where the records come from.
    ///   - table: The table that records belong to unless the reply names it.
    ///   - epoch: The epoch of the records' order; see ``ItemOrder``.
    public init(
        shape: ReplyShape, origin: ItemOrigin, table: String = "", epoch: UInt32 = 0,
        limits: DecodeLimits = .standard
    ) {
        self.shape = shape
        self.origin = origin
        self.table = table
        self.epoch = epoch
        self.limits = limits.clamped
    }

    /// Decodes a reply.
    ///
    /// - Throws: ``AttributeError`` with the path of the member, as `Items[3].fare`, where the text
    ///   is not JSON, an item is not one or exceeds a limit, or a member is there twice.
    public func decode(_ document: RawSpan) throws(AttributeError) -> DecodedReply {
        guard document.byteCount <= Self.documentBytesMax else {
            throw AttributeError(.documentSize, byteOffset: document.byteCount, limits: limits)
        }
        let storage = BatchStorage(
            byteCapacity: document.byteCount,
            tapeCapacity: max(1024, document.byteCount / Self.bytesPerTapeWord))
        unsafe document.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: storage.bytes, count: source.count)
                .copyMemory(from: source)
        }
        storage.seal(byteCount: document.byteCount)
        var parts = ReplyParts(origin: origin, table: table, epoch: epoch)
        var scanner = TapeScanner(storage: storage, limits: limits, lineFeedIsSpace: true)
        let hasItems: Bool
        do throws(ScanFault) {
            hasItems = try scanner.reply(shape, into: &parts)
        } catch {
            throw AttributeError(
                error, byteOffset: scanner.faultOffset,
                path: parts.path(scanner.path(of: error)), limits: limits)
        }
        scanner.finish()
        let members = parts.others.map { other in
            DecodedReply.Member(
                name: String(decoding: other.name, as: UTF8.self),
                wire: scanner.copy(of: other.value))
        }
        if scanner.sawLineBreak { storage.replaceLineBreaks(from: 0) }
        return DecodedReply(
            batch: ItemBatch(storage: storage, records: parts.records, tables: parts.tables),
            hasItems: hasItems, members: members)
    }
}
