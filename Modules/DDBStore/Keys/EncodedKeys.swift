import DDBAttributes
import DDBJSON
import DDBParquet
import DDBSchema

/// The values of one key column in their canonical encoding, one behind the other.
struct EncodedKeys {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    init(rowCount: Int) {
        ends.reserveCapacity(rowCount)
    }

    /// Appends a column; where it is null, or not there, `_rest` has the value.
    mutating func append(
        _ leaf: LeafColumn?, _ type: ColumnType, _ attribute: AttributeName, rest: inout RestKeys
    ) throws {
        let rowCount = rest.rowCount
        guard let leaf else {
            for row in 0..<rowCount { try append(restOf: row, attribute, &rest) }
            return
        }
        let levels = leaf.definitionLevels
        let valueCount = leaf.values.count
        guard levels.isEmpty ? valueCount == rowCount : levels.count == rowCount else {
            throw ItemAssembler.torn
        }
        var value = 0
        for row in 0..<rowCount {
            if levels.isEmpty || levels[row] > 0 {
                guard value < valueCount else { throw ItemAssembler.torn }
                guard append(leaf.values, value, type) else { throw Self.mismatch(attribute) }
                value += 1
                ends.append(UInt32(bytes.count))
            } else {
                try append(restOf: row, attribute, &rest)
            }
        }
    }

    private mutating func append(
        restOf row: Int, _ attribute: AttributeName, _ rest: inout RestKeys
    ) throws {
        try rest.append(row, attribute, to: &bytes)
        ends.append(UInt32(bytes.count))
    }

    /// Appends one value of a column.
    ///
    /// - Returns: Whether the column has the type that the table says, and the value can be a key.
    @inline(__always)
    private mutating func append(_ values: LeafValues, _ index: Int, _ type: ColumnType) -> Bool {
        switch (type, values) {
        case (.string, .byteArray(let texts)):
            return KeyEncoding.append(
                string: unsafe texts.bytes.span.bytes.extracting(Self.range(texts, index)),
                to: &bytes)
        case (.binary, .byteArray(let blobs)):
            return KeyEncoding.append(
                binary: unsafe blobs.bytes.span.bytes.extracting(Self.range(blobs, index)),
                to: &bytes)
        case (.digits, .byteArray(let texts)):
            let text = unsafe texts.bytes.span.bytes.extracting(Self.range(texts, index))
            guard let number = NumberText.decimal(text) else { return false }
            KeyEncoding.append(mantissa: number.mantissa, scale: number.scale, to: &bytes)
        case (.integer, .int64(let numbers)):
            KeyEncoding.append(mantissa: Int128(numbers[index]), scale: 0, to: &bytes)
        case (.decimal(_, let scale), .int32(let numbers)):
            KeyEncoding.append(mantissa: Int128(numbers[index]), scale: scale, to: &bytes)
        case (.decimal(_, let scale), .int64(let numbers)):
            KeyEncoding.append(mantissa: Int128(numbers[index]), scale: scale, to: &bytes)
        case (.decimal(_, let scale), .fixed(let numbers)):
            KeyEncoding.append(
                mantissa: Int128(bigEndian: numbers[index]), scale: scale, to: &bytes)
        case (.string, _), (.digits, _), (.binary, _), (.integer, _), (.decimal, _), (.double, _),
            (.boolean, _), (.json, _), (.list, _), (.set, _), (.structure, _):
            return false
        }
        return true
    }

    private static func range(_ column: ByteArrayColumn, _ index: Int) -> Range<Int> {
        Int(column.offsets[index])..<Int(column.offsets[index + 1])
    }

    private static func mismatch(_ attribute: AttributeName) -> StoreError {
        StoreError(
            .damaged,
            "The key column '\(attribute)' of a part has not the type that its table says, or an "
                + "empty value.")
    }

    /// The hashes of rows: of the encodings of their key columns, in the order of the keys.
    static func hashes(_ columns: [EncodedKeys], _ hasher: KeyHasher, _ rowCount: Int) -> [KeyHash]
    {
        var hashes: [KeyHash] = []
        hashes.reserveCapacity(rowCount)
        var key: [UInt8] = []
        for row in 0..<rowCount {
            key.removeAll(keepingCapacity: true)
            for column in columns {
                let start = row == 0 ? 0 : Int(column.ends[row - 1])
                key.append(contentsOf: column.bytes[start..<Int(column.ends[row])])
            }
            hashes.append(hasher.hash(key))
        }
        return hashes
    }
}

/// The values of keys in `_rest`, which is read where a key column is null.
struct RestKeys {
    private static let name = Array("k".utf8)

    private let parquet: ParquetReader
    private let leaf: Int?
    private let slice: ReadSlice
    private var texts: ByteArrayColumn?
    /// The place of each row's text; -1 where it has none.
    private var places: [Int32] = []

    init(parquet: ParquetReader, leaf: Int?, slice: ReadSlice) {
        self.parquet = parquet
        self.leaf = leaf
        self.slice = slice
    }

    var rowCount: Int { slice.rowCount }

    /// Appends the encoding of a key attribute that stands in a row's `_rest`.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where it does not, or cannot be a key.
    mutating func append(_ row: Int, _ attribute: AttributeName, to key: inout [UInt8]) throws {
        let texts = try read()
        guard places[row] >= 0 else { throw Self.missing(attribute) }
        let overlay = try Overlay.parse(Array(texts[Int(places[row])]))
        let member = overlay.members.first { AttributeName($0.name) == attribute }
        guard let value = member?.value else { throw Self.missing(attribute) }
        let wire = Array("{\"k\":".utf8) + value.bytes + [UInt8(ascii: "}")]
        do {
            var builder = ItemBatchBuilder()
            let item = try unsafe builder.image(wire: wire.span.bytes)
            try KeyEncoding.append([Self.name], of: item, in: builder.finish(), to: &key)
        } catch {
            throw Self.missing(attribute)
        }
    }

    private mutating func read() throws -> ByteArrayColumn {
        if let texts { return texts }
        let parquet = parquet
        guard let leaf,
            let slice = try parquet.plan(leaves: [leaf]).first(where: {
                $0.rowGroup == slice.rowGroup
            })
        else { throw ItemAssembler.torn }
        let columns = try BlobSource.naming { try parquet.read(slice) }
        guard let column = columns.first, case .byteArray(let found) = column.values else {
            throw ItemAssembler.torn
        }
        var value: Int32 = 0
        for row in 0..<rowCount {
            let isThere = column.definitionLevels.isEmpty || column.definitionLevels[row] > 0
            places.append(isThere && Int(value) < found.count ? value : -1)
            value += isThere ? 1 : 0
        }
        texts = found
        return found
    }

    private static func missing(_ attribute: AttributeName) -> StoreError {
        StoreError(
            .damaged,
            "A row has no key attribute '\(attribute)'; run `ddbkit store verify`.")
    }
}
