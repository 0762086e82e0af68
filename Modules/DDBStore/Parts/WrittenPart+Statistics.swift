import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema

extension WrittenPart {
    /// How many leaves have bounds in the log; engines expect the first 32.
    static let indexedLeavesMax = 32

    /// The action that puts the part into the table.
    func addFile(modified: Instant) -> AddFile {
        AddFile(
            path: name, byteCount: Int64(summary.byteCount),
            modificationTime: modified.milliseconds, statistics: statistics.text,
            tags: tags)
    }

    private var tags: [String: String?] {
        var tags = [PartChecksum.tag: checksum.text]
        if !restCounts.counts.isEmpty { tags[RestCounts.tag] = restCounts.text }
        if isSorted { tags[Self.sortedTag] = "true" }
        return tags
    }

    /// Row count, bounds and null counts of the leaves that lie in no list; of fresh parts those of
    /// the keys alone.
    var statistics: FileStatistics {
        switch form {
        case .settled: fullStatistics
        case .fresh: keyStatistics
        }
    }

    private var keyStatistics: FileStatistics {
        var result = FileStatistics(rowCount: Int64(summary.rowCount), isTight: true)
        var leaf = 0
        for column in layout.columns.columns {
            let start = leaf
            leaf += column.type.leafCount
            guard layout.columns.keys.contains(column.attribute) else { continue }
            var place = start
            add(column.type, path: [column.physicalName], leaf: &place, to: &result)
        }
        return result
    }

    private var fullStatistics: FileStatistics {
        var result = FileStatistics(rowCount: Int64(summary.rowCount), isTight: true)
        var leaf = 0
        for column in layout.columns.columns {
            add(column.type, path: [column.physicalName], leaf: &leaf, to: &result)
        }
        for column in layout.systemColumns {
            switch column {
            case .timestamp:
                addTimestamp([column.rawValue], leaf: leaf, to: &result)
                leaf += 1
            case .eventType, .sequence:
                add(.string, path: [column.rawValue], leaf: &leaf, to: &result)
            case .isDeleted:
                add(.integer, path: [column.rawValue], leaf: &leaf, to: &result)
            case .record, .oldRecord, .rest:
                add(.json, path: [column.rawValue], leaf: &leaf, to: &result)
            }
        }
        return result
    }

    private func add(
        _ type: ColumnType, path: [String], leaf: inout Int, to result: inout FileStatistics
    ) {
        switch type {
        case .list, .set:
            leaf += type.leafCount
        case .structure(let fields):
            for field in fields {
                add(field.type, path: path + [field.physicalName], leaf: &leaf, to: &result)
            }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            defer { leaf += 1 }
            guard leaf < Self.indexedLeavesMax, leaf < summary.leaves.count else { return }
            let known = summary.leaves[leaf]
            result.setLeaf(
                path, minimum: known.minimum.flatMap { Self.bound(type, $0) },
                maximum: known.maximum.flatMap { Self.bound(type, $0) },
                nullCount: Int64(known.nullCount))
        }
    }

    private func addTimestamp(_ path: [String], leaf: Int, to result: inout FileStatistics) {
        guard leaf < Self.indexedLeavesMax, leaf < summary.leaves.count else { return }
        let known = summary.leaves[leaf]
        let bound = { (bytes: [UInt8]) -> StatisticsBound? in
            Self.littleEndian(bytes).map { .timestamp(Instant(microseconds: $0)) }
        }
        result.setLeaf(
            path, minimum: known.minimum.flatMap(bound), maximum: known.maximum.flatMap(bound),
            nullCount: Int64(known.nullCount))
    }

    /// A bound from a value's plain encoding; nil where the log has no bounds for the type.
    private static func bound(_ type: ColumnType, _ bytes: [UInt8]) -> StatisticsBound? {
        switch type {
        case .string, .digits:
            return .string(String(decoding: bytes, as: UTF8.self))
        case .integer:
            return littleEndian(bytes).map { .integer($0) }
        case .double:
            return littleEndian(bytes).map { .double(Double(bitPattern: UInt64(bitPattern: $0))) }
        case .decimal(let precision, let scale):
            let mantissa: Int128?
            switch DecimalForm(precision: precision) {
            case .int32, .int64: mantissa = littleEndian(bytes).map { Int128($0) }
            case .fixed: mantissa = bytes.isEmpty ? nil : Int128(bigEndian: bytes)
            }
            guard let mantissa else { return nil }
            var text: [UInt8] = []
            NumberText.append(mantissa: mantissa, scale: scale, to: &text)
            return .decimal(String(decoding: text, as: UTF8.self))
        case .boolean, .binary, .json, .list, .set, .structure:
            return nil
        }
    }

    private static func littleEndian(_ bytes: [UInt8]) -> Int64? {
        guard bytes.count == 4 || bytes.count == 8 else { return nil }
        var value: UInt64 = 0
        for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
        return bytes.count == 4
            ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
