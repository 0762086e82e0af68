import CDDBDuckDB

/// Copies vectors without children.
@safe struct ScalarVector {
    private let data: UnsafeMutableRawPointer?
    private let count: Int
    private let validity: [Bool]

    init(library: DuckDBLibrary, vector: ddb_duckdb_vector, count: Int, validity: [Bool]) {
        unsafe data = library.functions.pointee.vector_get_data(vector)
        self.count = count
        self.validity = validity
    }

    func values(_ field: ResultField, stored: StoredType) throws(QueryError) -> ResultValues {
        guard unsafe data != nil || count == 0 else { throw VectorDecoder.corrupt(field) }
        switch field.type {
        case .boolean:
            return .boolean(each(UInt8.self) { $0 != 0 })
        case .integer, .date, .time, .timestamp:
            return .int64(try signed(field, stored))
        case .unsignedInteger:
            return .uint64(try unsigned(field, stored))
        case .wideInteger:
            return .int128(each(ddb_duckdb_int128.self, Self.signed))
        case .decimal:
            if stored.id == ddb_duckdb_type_hugeint {
                return .int128(each(ddb_duckdb_int128.self, Self.signed))
            }
            return .int128(try signed(field, stored).map { Int128($0) })
        case .unsignedWideInteger:
            return .uint128(each(ddb_duckdb_int128.self, Self.unsigned))
        case .uuid:
            // Held with the first bit flipped, so that they sort as signed integers.
            return .uint128(each(ddb_duckdb_int128.self) { Self.unsigned($0) ^ (1 << 127) })
        case .float:
            return .float(each(Float.self) { $0 })
        case .double:
            return .double(each(Double.self) { $0 })
        case .interval:
            return .interval(
                each(ddb_duckdb_interval.self) {
                    ResultInterval(months: $0.months, days: $0.days, microseconds: $0.micros)
                })
        case .string where !stored.dictionary.isEmpty || stored.id != ddb_duckdb_type_varchar:
            return .bytes(try enumeration(field, stored))
        case .string, .blob:
            return .bytes(bytes())
        case .null, .list, .structure, .map:
            throw VectorDecoder.corrupt(field)
        }
    }

    private func each<Stored, Value>(_: Stored.Type, _ convert: (Stored) -> Value) -> [Value] {
        guard let data = unsafe data else { return [] }
        let stored = unsafe data.assumingMemoryBound(to: Stored.self)
        return (0..<count).map { unsafe convert(stored[$0]) }
    }

    private func signed(
        _ field: ResultField, _ stored: StoredType
    ) throws(QueryError) -> [Int64] {
        switch stored.id {
        case ddb_duckdb_type_int8: each(Int8.self) { Int64($0) }
        case ddb_duckdb_type_int16: each(Int16.self) { Int64($0) }
        case ddb_duckdb_type_int32, ddb_duckdb_type_date: each(Int32.self) { Int64($0) }
        case ddb_duckdb_type_int64, ddb_duckdb_type_time, ddb_duckdb_type_timestamp,
            ddb_duckdb_type_timestamp_s, ddb_duckdb_type_timestamp_ms,
            ddb_duckdb_type_timestamp_ns, ddb_duckdb_type_timestamp_tz:
            each(Int64.self) { $0 }
        default: throw VectorDecoder.corrupt(field)
        }
    }

    private func unsigned(
        _ field: ResultField, _ stored: StoredType
    ) throws(QueryError) -> [UInt64] {
        switch stored.id {
        case ddb_duckdb_type_uint8: each(UInt8.self) { UInt64($0) }
        case ddb_duckdb_type_uint16: each(UInt16.self) { UInt64($0) }
        case ddb_duckdb_type_uint32: each(UInt32.self) { UInt64($0) }
        case ddb_duckdb_type_uint64: each(UInt64.self) { $0 }
        default: throw VectorDecoder.corrupt(field)
        }
    }

    private func enumeration(
        _ field: ResultField, _ stored: StoredType
    ) throws(QueryError) -> ResultBytes {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for (row, index) in try unsigned(field, stored).enumerated() {
            if validity.isEmpty || validity[row] {
                guard index < UInt64(stored.dictionary.count) else {
                    throw VectorDecoder.corrupt(field)
                }
                bytes += stored.dictionary[Int(index)]
            }
            ends.append(bytes.count)
        }
        return ResultBytes(bytes: bytes, ends: ends)
    }

    /// Texts of up to 12 bytes lie in the value itself, longer ones elsewhere.
    private func bytes() -> ResultBytes {
        guard let data = unsafe data else { return ResultBytes(bytes: [], ends: []) }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(count)
        for row in 0..<count {
            if validity.isEmpty || validity[row] {
                let value = unsafe data + row * MemoryLayout<ddb_duckdb_string>.stride
                let length = Int(unsafe value.load(as: UInt32.self))
                let inlined = unsafe UnsafeRawPointer(value + 4)
                let start =
                    unsafe length <= 12
                    ? inlined
                    : value.load(as: ddb_duckdb_string.self).pointer.map {
                        unsafe UnsafeRawPointer($0)
                    }
                if let start = unsafe start {
                    unsafe bytes.append(
                        contentsOf: UnsafeRawBufferPointer(start: start, count: length))
                }
            }
            ends.append(bytes.count)
        }
        return ResultBytes(bytes: bytes, ends: ends)
    }

    private static func signed(_ value: ddb_duckdb_int128) -> Int128 {
        Int128(truncatingIfNeeded: unsigned(value))
    }

    private static func unsigned(_ value: ddb_duckdb_int128) -> UInt128 {
        UInt128(value.upper) << 64 | UInt128(value.lower)
    }
}
