public import DDBBase

/// The value that a partition column has in all rows of a file.
public enum PartitionValue: Sendable, Hashable {
    /// No value.
    case null
    /// Text.
    case string(String)
    /// An integer of any width.
    case integer(Int64)
    /// Single or double precision.
    case double(Double)
    /// Exact digits, as the log has them.
    case decimal(String)
    /// True or false.
    case boolean(Bool)
    /// A day, counted from 1970-01-01.
    case date(daysSinceEpoch: Int32)
    /// A moment.
    case timestamp(Instant)
    /// A date and time without a zone, as if it were UTC.
    case timestampNtz(Instant)
    /// Bytes.
    case binary([UInt8])
}

extension PartitionValue {
    /// Reads the text of a value, as ``AddFile/partitionValues`` has it.
    ///
    /// Specification: Delta protocol, "Partition Value Serialization". A timestamp without a zone
    /// counts as UTC.
    ///
    /// - Parameters:
    ///   - text: The text; nil and the empty text are null.
    ///   - type: The type of the column, of those that have no parts.
    /// - Throws: ``DeltaError/Code/corrupt`` where the text is no value of the type.
    public init(_ text: String?, _ type: DeltaType) throws(DeltaError) {
        guard let text, !text.isEmpty else {
            self = .null
            return
        }
        guard let value = Self.value(text, type) else {
            throw DeltaError(
                .corrupt,
                "A partition value is no \(type.primitiveName ?? "value that a column can have"); "
                    + "restore the log.")
        }
        self = value
    }

    private static func value(_ text: String, _ type: DeltaType) -> PartitionValue? {
        switch type {
        case .string: .string(text)
        case .long: Int64(text).map { .integer($0) }
        case .integer: Int32(text).map { .integer(Int64($0)) }
        case .short: Int16(text).map { .integer(Int64($0)) }
        case .byte: Int8(text).map { .integer(Int64($0)) }
        case .float: double(text).map { .double(Double(Float($0))) }
        case .double: double(text).map { .double($0) }
        case .boolean: boolean(text)
        case .binary: .binary(Array(text.utf8))
        case .date: date(text)
        case .timestamp: moment(text).map { .timestamp($0) }
        case .timestampNtz: moment(text).map { .timestampNtz($0) }
        case .decimal(let precision, let scale):
            isDecimal(text, precision, scale) ? .decimal(text) : nil
        case .void, .structure, .array, .map: nil
        }
    }

    /// As Java and Rust write them: `1.5`, `1.0E10`, `NaN`, `Infinity`, `-inf`.
    private static func double(_ text: String) -> Double? {
        switch text.lowercased() {
        case "nan": .nan
        case "infinity", "inf", "+infinity", "+inf": .infinity
        case "-infinity", "-inf": -.infinity
        case _: Double(text)
        }
    }

    private static func boolean(_ text: String) -> PartitionValue? {
        switch text.lowercased() {
        case "true": .boolean(true)
        case "false": .boolean(false)
        case _: nil
        }
    }

    private static func date(_ text: String) -> PartitionValue? {
        guard let start = Instant(iso8601: text + "T00:00:00Z") else { return nil }
        return .date(daysSinceEpoch: Int32(start.microseconds / 86_400_000_000))
    }

    /// `2021-09-08 11:11:11[.123456]`, or ISO 8601 with a zone.
    private static func moment(_ text: String) -> Instant? {
        if let moment = Instant(iso8601: text) { return moment }
        guard let blank = text.utf8.firstIndex(where: { $0 == 0x20 || $0 == 0x54 }) else {
            return nil
        }
        let time = text[text.utf8.index(after: blank)...]
        return Instant(iso8601: text[..<blank] + "T" + time + "Z")
    }

    private static func isDecimal(_ text: String, _ precision: Int, _ scale: Int) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts.contains(where: { !$0.isEmpty })
        else { return false }
        let whole = parts[0].drop { $0 == "0" }.utf8.count
        return whole <= precision - scale && (parts.count == 1 || parts[1].utf8.count <= scale)
    }
}

extension TableSnapshot {
    /// The values of the partition columns for a file, in the order of the columns.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the schema lacks a column, or a value is not of
    ///   its type.
    public func partitionValues(
        of file: AddFile
    ) throws(DeltaError) -> [(column: DeltaField, value: PartitionValue)] {
        let fields = try schema().fields
        let mode = try ColumnMapping.mode(of: metadata)
        var values: [(column: DeltaField, value: PartitionValue)] = []
        for name in metadata.partitionColumns {
            guard let field = fields.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw DeltaError(.corrupt, "The table is partitioned by a column that it has not.")
            }
            let text = file.partitionValues[ColumnMapping.physicalName(field, mode)] ?? nil
            values.append((field, try PartitionValue(text, field.type)))
        }
        return values
    }
}
