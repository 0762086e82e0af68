import DDBDeltaLog
import DDBParquet
import DDBSchema

/// Holds what the log says of a part's columns against the values themselves.
///
/// Bounds must enclose every value: text is cut, and times are cut to milliseconds. Null counts
/// must be right.
final class StatisticsProof {
    private struct Column {
        var name: String
        var leaf: Int
        var bounds: LeafBounds
        var statedNullCount: Int64?
        var nullCount: Int64 = 0
        var hasStray = false
    }

    private var columns: [Column] = []
    /// The columns whose bounds cannot be read.
    private var unreadable: [String] = []

    /// Prepares for the leaves of a part that lie in no list.
    init(_ layout: TableLayout, stated: FileStatistics) {
        var leaf = 0
        for column in layout.columns.columns {
            add(column.type, path: [column.physicalName], leaf: &leaf, stated)
        }
        for column in layout.systemColumns {
            add(ScanColumn.Kind(column), [column.rawValue], leaf, stated)
            leaf += 1
        }
    }

    /// Looks at the values of a row group, a column a leaf.
    func add(_ leaves: [LeafColumn]) {
        for index in columns.indices where columns[index].leaf < leaves.count {
            let column = leaves[columns[index].leaf]
            columns[index].nullCount +=
                column.definitionLevels.isEmpty
                ? 0 : Int64(column.definitionLevels.count - column.values.count)
            if !columns[index].hasStray {
                columns[index].hasStray = Self.hasStray(column.values, columns[index].bounds)
            }
        }
    }

    /// What is wrong, once all rows were seen: a sentence each, without values.
    var faults: [String] {
        var faults = unreadable.map { "the log's bounds of '\($0)' cannot be read." }
        for column in columns {
            if column.hasStray {
                faults.append("a value of '\(column.name)' lies outside the log's bounds.")
            }
            if let stated = column.statedNullCount, stated != column.nullCount {
                faults.append(
                    "'\(column.name)' has \(column.nullCount) nulls, and the log says \(stated).")
            }
        }
        return faults
    }

    private func add(
        _ type: ColumnType, path: [String], leaf: inout Int, _ stated: FileStatistics
    ) {
        switch type {
        case .list, .set:
            leaf += type.leafCount
        case .structure(let fields):
            for field in fields {
                add(field.type, path: path + [field.physicalName], leaf: &leaf, stated)
            }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            add(ScanColumn.Kind(type), path, leaf, stated)
            leaf += 1
        }
    }

    private func add(
        _ kind: ScanColumn.Kind, _ path: [String], _ leaf: Int, _ stated: FileStatistics
    ) {
        let name = path.joined(separator: ".")
        let bounds = LeafBounds(kind, path, stated)
        if bounds == nil { unreadable.append(name) }
        columns.append(
            Column(
                name: name, leaf: leaf, bounds: bounds ?? .none,
                statedNullCount: stated.nullCount(path)))
    }

    private static func hasStray(_ values: LeafValues, _ bounds: LeafBounds) -> Bool {
        switch (bounds, values) {
        case (.integers(let minimum, let maximum), .int32(let numbers)):
            return numbers.contains { isStray(Int128($0), minimum, maximum) }
        case (.integers(let minimum, let maximum), .int64(let numbers)):
            return numbers.contains { isStray(Int128($0), minimum, maximum) }
        case (.integers(let minimum, let maximum), .fixed(let numbers)):
            return (0..<numbers.count).contains {
                isStray(Int128(bigEndian: numbers[$0]), minimum, maximum)
            }
        case (.doubles(let minimum, let maximum), .double(let numbers)):
            return numbers.contains { isStray($0, minimum, maximum) }
        case (.texts(let minimum, let maximum), .byteArray(let texts)):
            guard minimum != nil || maximum != nil else { return false }
            return (0..<texts.count).contains { index in
                let text = texts[index]
                return minimum.map { text.lexicographicallyPrecedes($0) } ?? false
                    || maximum.map { $0.lexicographicallyPrecedes(text) } ?? false
            }
        case (.none, _): return false
        case (.integers(let minimum, let maximum), _): return minimum != nil || maximum != nil
        case (.doubles(let minimum, let maximum), _): return minimum != nil || maximum != nil
        case (.texts(let minimum, let maximum), _): return minimum != nil || maximum != nil
        }
    }

    private static func isStray<Number: Comparable>(
        _ value: Number, _ minimum: Number?, _ maximum: Number?
    ) -> Bool {
        minimum.map { value < $0 } ?? false || maximum.map { value > $0 } ?? false
    }
}

extension Int128 {
    /// A number of big-endian two's complement, as decimals are stored.
    init(bigEndian bytes: some Collection<UInt8>) {
        var value: Int128 = 0
        var isFirst = true
        for byte in bytes {
            value = isFirst ? Int128(Int8(bitPattern: byte)) : value << 8 | Int128(byte)
            isFirst = false
        }
        self = value
    }
}
