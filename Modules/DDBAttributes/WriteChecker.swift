/// Checks writes before they are sent, so that DynamoDB refuses none for what is in it: it would
/// refuse the whole batch.
///
/// A decoder has checked already that types, numbers, base64, names and sets are what they should
/// be; this checks what it leaves: the key, by name, type and size, the keys of indexes, empty and
/// long names, members that a set has twice, depth, and the item's size. Nothing is allocated for a
/// write that passes.
///
/// ```swift
/// var checker = WriteChecker(KeyIdentifier(schema, random: random))
/// for record in batch.records {
///     let write = try checker.check(record, of: batch)
///     lanes[write.digest.lane].append(write)
/// }
/// ```
public struct WriteChecker: ~Copyable, Sendable {
    /// A key attribute of an index of the table, local or global.
    public struct IndexAttribute: Sendable, Hashable {
        /// The attribute.
        public let attribute: KeySchema.Attribute
        /// Whether it is of the index's partition key, rather than of its sort key.
        public let isPartition: Bool

        /// Creates a key attribute.
        public init(_ attribute: KeySchema.Attribute, isPartition: Bool) {
            self.attribute = attribute
            self.isPartition = isPartition
        }
    }

    private struct Indexed: Sendable {
        let name: WatchedName
        let type: KeySchema.ScalarType
        let isPartition: Bool
    }

    /// What the checker knows the items by.
    public let identifier: KeyIdentifier
    private let partition: WatchedName
    private let partitionType: KeySchema.ScalarType
    /// The name of the sort key, and its type; where there is none, those of nothing.
    private let sort: WatchedName
    private let sortType: KeySchema.ScalarType?
    private let indexed: [Indexed]
    /// The canonical bytes of the key of the last write that passed.
    public private(set) var key: [UInt8] = []
    var members = SetMembers()

    /// Creates a checker.
    ///
    /// - Parameter indexes: The key attributes of the table's indexes: an item need not have them,
    ///   but what it has must be fit to be one.
    public init(_ identifier: KeyIdentifier, indexes: [IndexAttribute] = []) {
        self.identifier = identifier
        let schema = identifier.schema
        partition = WatchedName(schema.partition.name)
        partitionType = schema.partition.type
        sort = WatchedName(schema.sort?.name ?? "")
        sortType = schema.sort?.type
        indexed = indexes.map {
            Indexed(
                name: WatchedName($0.attribute.name), type: $0.attribute.type,
                isPartition: $0.isPartition)
        }
    }

    /// Checks a change: of a put the new image, of a delete the map of keys, or where there is none
    /// the key attributes of the old image.
    ///
    /// - Throws: ``AttributeError`` that names the line, the path and what is wrong, and no value:
    ///   code `key`, `name`, `set`, `depth` or `itemSize`; `record` where the image is missing.
    public mutating func check(
        _ record: ItemRecord, of batch: borrowing ItemBatch
    ) throws(AttributeError) -> CheckedWrite {
        let image: Int
        switch record.operation {
        case .put: image = record.newImage
        case .delete: image = record.keys >= 0 ? record.keys : record.oldImage
        }
        guard image >= 0 else {
            throw AttributeError(of: .missingImage, path: "", line: record.line)
        }
        return try check(record.operation, image, of: batch, line: record.line)
    }

    /// Checks an item to put, or a map with the key of one to delete.
    ///
    /// - Parameters:
    ///   - image: The tape index of the item or map.
    ///   - line: The number of its line for messages; 0 where it has none.
    /// - Throws: As ``check(_:of:)``.
    public mutating func check(
        _ operation: ItemOperation, _ image: Int, of batch: borrowing ItemBatch, line: Int = 0
    ) throws(AttributeError) -> CheckedWrite {
        do throws(CheckFault) {
            let found: FoundItem
            switch operation {
            case .put: found = try item(image, batch.tape, batch.paddedBytes)
            case .delete: found = try keyOnly(image, batch.tape, batch.paddedBytes)
            }
            let (digest, partition) = try digest(of: found, batch.tape, batch.paddedBytes)
            return CheckedWrite(
                operation: operation, image: image, itemByteCount: found.byteCount,
                partitionKey: found.partition, sortKey: found.sort, digest: digest,
                partition: partition)
        } catch {
            throw self.error(error, of: image, in: batch, line: line)
        }
    }

    // MARK: the walk over an item's attributes

    /// What the walk over an item finds.
    private struct FoundItem {
        var byteCount = 0
        /// The tape indexes of the names of the key attributes; -1 where there is none.
        var partition = -1
        var sort = -1
    }

    private mutating func item(
        _ root: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) -> FoundItem {
        var found = FoundItem()
        var index = Tape.firstChild(of: root)
        let end = Tape.next(after: root, in: tape)
        while index < end {
            let name = Token(word: tape[index])
            found.byteCount &+= try nameSize(name, at: index, bytes)
            found.byteCount &+= try size(of: index &+ 1, 0, tape, bytes)
            if partition.matches(name, of: bytes) {
                found.partition = index
            } else if sortType != nil, sort.matches(name, of: bytes) {
                found.sort = index
            }
            if !indexed.isEmpty { try checkIndexed(name, index &+ 1, tape, bytes) }
            index = Tape.next(after: index &+ 1, in: tape)
        }
        guard found.byteCount <= ItemLimits.itemBytesMax else {
            throw CheckFault(.itemSize, at: root)
        }
        return found
    }

    /// Finds the key attributes among others that do not matter.
    private mutating func keyOnly(
        _ root: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) -> FoundItem {
        var found = FoundItem()
        var index = Tape.firstChild(of: root)
        let end = Tape.next(after: root, in: tape)
        while index < end {
            let name = Token(word: tape[index])
            var isKey = true
            if partition.matches(name, of: bytes) {
                found.partition = index
            } else if sortType != nil, sort.matches(name, of: bytes) {
                found.sort = index
            } else {
                isKey = false
            }
            if isKey {
                found.byteCount &+= ValueSize.text(name, of: bytes)
                found.byteCount &+= try size(of: index &+ 1, 0, tape, bytes)
            }
            index = Tape.next(after: index &+ 1, in: tape)
        }
        return found
    }

    // MARK: keys

    private mutating func digest(
        of found: FoundItem, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) -> (whole: KeyDigest, partition: UInt64) {
        key.removeAll(keepingCapacity: true)
        guard found.partition >= 0 else { throw CheckFault(.missingKey, at: Self.partitionMissing) }
        let value = found.partition &+ 1
        try Self.checkKey(value, partitionType, isPartition: true, tape, bytes)
        try appendKey(value, tape, bytes)
        let partition = unsafe identifier.digester.digest(key.span.bytes)
        guard let sortType else { return (partition, partition.low) }
        guard found.sort >= 0 else { throw CheckFault(.missingKey, at: Self.sortMissing) }
        let sortValue = found.sort &+ 1
        try Self.checkKey(sortValue, sortType, isPartition: false, tape, bytes)
        try appendKey(sortValue, tape, bytes)
        return (unsafe identifier.digester.digest(key.span.bytes), partition.low)
    }

    private mutating func appendKey(
        _ value: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) {
        do throws(ScanFault) {
            try KeyEncoding.append(Token(word: tape[value]), of: bytes, to: &key)
        } catch {
            throw CheckFault(error, at: value)
        }
    }

    private static func checkKey(
        _ value: Int, _ type: KeySchema.ScalarType, isPartition: Bool, _ tape: Span<UInt64>,
        _ bytes: RawSpan
    ) throws(CheckFault) {
        let token = Token(word: tape[value])
        let size: Int
        switch (type, token.kind) {
        case (.string, .string): size = ValueSize.text(token, of: bytes)
        case (.binary, .binary): size = TokenText.binaryByteCount(token, of: bytes)
        case (.number, .number): return
        case (.string, _), (.binary, _), (.number, _): throw CheckFault(.otherKeyType, at: value)
        }
        guard size > 0 else { throw CheckFault(.emptyKey, at: value) }
        let sizeMax =
            isPartition ? ItemLimits.partitionKeyBytesMax : ItemLimits.sortKeyBytesMax
        guard size <= sizeMax else {
            throw CheckFault(isPartition ? .partitionKeySize : .sortKeySize, at: value)
        }
    }

    private func checkIndexed(
        _ name: Token, _ value: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) {
        for attribute in indexed where attribute.name.matches(name, of: bytes) {
            try Self.checkKey(
                value, attribute.type, isPartition: attribute.isPartition, tape, bytes)
        }
    }

    // MARK: errors

    private static let partitionMissing = -1
    private static let sortMissing = -2

    private func error(
        _ fault: CheckFault, of root: Int, in batch: borrowing ItemBatch, line: Int
    ) -> AttributeError {
        let path: String
        switch fault.index {
        case Self.partitionMissing: path = identifier.schema.partition.name
        case Self.sortMissing: path = identifier.schema.sort?.name ?? ""
        default: path = batch.path(to: fault.index, from: root)
        }
        return AttributeError(of: fault.fault, path: path, line: line)
    }
}
