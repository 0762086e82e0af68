import CDDBDuckDB

/// Copies the engine's vectors into columns.
///
/// The layouts are those of `duckdb_vector_get_data` in duckdb.h: plain arrays of the type's width,
/// a bit mask of what is not NULL, children in vectors of their own.
struct VectorDecoder {
    let library: DuckDBLibrary

    /// Copies `count` values.
    ///
    /// - Throws: `corruptResult` where lists point outside their elements.
    func column(
        _ vector: ddb_duckdb_vector?, field: ResultField, count: Int
    ) throws(QueryError) -> ResultColumn {
        guard let vector = unsafe vector else { throw Self.corrupt(field) }
        guard field.type != .null else {
            return ResultColumn(field: field, validity: [], values: .none)
        }
        let validity = unsafe validity(vector, count: count)
        let values: ResultValues
        switch field.type {
        case .list(let element):
            values = try unsafe list(
                vector, field: field, element: element, count: count, validity: validity)
        case .map(let key, let value):
            values = try unsafe map(
                vector, field: field, key: key, value: value, count: count, validity: validity)
        case .structure(let fields):
            var columns: [ResultColumn] = []
            for (index, child) in fields.enumerated() {
                let childVector = unsafe library.functions.pointee.struct_vector_get_child(
                    vector, UInt64(index))
                columns.append(try unsafe column(childVector, field: child, count: count))
            }
            values = .structure(columns)
        case .null, .boolean, .integer, .unsignedInteger, .wideInteger, .unsignedWideInteger,
            .float, .double, .decimal, .string, .blob, .date, .time, .timestamp, .interval, .uuid:
            let type = try unsafe StoredType(vector, field: field, library: library)
            values = try unsafe ScalarVector(
                library: library, vector: vector, count: count, validity: validity
            ).values(field, stored: type)
        }
        return ResultColumn(field: field, validity: validity, values: values)
    }

    static func corrupt(_ field: ResultField) -> QueryError {
        QueryError(.corruptResult, "DuckDB's column '\(field.name)' contradicts itself.")
    }

    private func validity(_ vector: ddb_duckdb_vector, count: Int) -> [Bool] {
        guard let mask = unsafe library.functions.pointee.vector_get_validity(vector) else {
            return []
        }
        var result = [Bool](repeating: true, count: count)
        var hasNull = false
        for row in 0..<count where unsafe mask[row >> 6] >> UInt64(row & 63) & 1 == 0 {
            result[row] = false
            hasNull = true
        }
        return hasNull ? result : []
    }

    private func list(
        _ vector: ddb_duckdb_vector, field: ResultField, element: ResultType, count: Int,
        validity: [Bool]
    ) throws(QueryError) -> ResultValues {
        let functions = unsafe library.functions.pointee
        let child = ResultField(name: field.name, type: element)
        if let size = try unsafe StoredType(vector, field: field, library: library).arraySize {
            let elements = try unsafe column(
                functions.array_vector_get_child(vector), field: child, count: count * size)
            return .list((0..<count).map { $0 * size..<($0 + 1) * size }, elements: elements)
        }
        let size = Int(unsafe functions.list_vector_get_size(vector))
        let elements = try unsafe column(
            functions.list_vector_get_child(vector), field: child, count: size)
        let ranges = try unsafe ranges(
            vector, field: field, count: count, size: size, validity: validity)
        return .list(ranges, elements: elements)
    }

    /// A map is a list of structures with a key and a value.
    private func map(
        _ vector: ddb_duckdb_vector, field: ResultField, key: ResultType, value: ResultType,
        count: Int, validity: [Bool]
    ) throws(QueryError) -> ResultValues {
        let functions = unsafe library.functions.pointee
        guard let entries = unsafe functions.list_vector_get_child(vector) else {
            throw Self.corrupt(field)
        }
        let size = Int(unsafe functions.list_vector_get_size(vector))
        let keys = try unsafe column(
            functions.struct_vector_get_child(entries, 0),
            field: ResultField(name: "key", type: key), count: size)
        let values = try unsafe column(
            functions.struct_vector_get_child(entries, 1),
            field: ResultField(name: "value", type: value), count: size)
        let ranges = try unsafe ranges(
            vector, field: field, count: count, size: size, validity: validity)
        return .map(ranges, keys: keys, values: values)
    }

    private func ranges(
        _ vector: ddb_duckdb_vector, field: ResultField, count: Int, size: Int, validity: [Bool]
    ) throws(QueryError) -> [Range<Int>] {
        guard count > 0 else { return [] }
        guard let data = unsafe library.functions.pointee.vector_get_data(vector) else {
            throw Self.corrupt(field)
        }
        let entries = unsafe data.assumingMemoryBound(to: ddb_duckdb_list_entry.self)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        for row in 0..<count {
            guard validity.isEmpty || validity[row] else {
                ranges.append(0..<0)
                continue
            }
            let entry = unsafe entries[row]
            guard entry.offset <= UInt64(size), entry.length <= UInt64(size) - entry.offset else {
                throw Self.corrupt(field)
            }
            ranges.append(Int(entry.offset)..<Int(entry.offset + entry.length))
        }
        return ranges
    }
}
