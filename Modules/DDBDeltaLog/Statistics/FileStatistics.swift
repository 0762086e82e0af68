public import DDBJSON

/// What is known of the values of a data file (`stats`).
///
/// Columns are named by physical names, nested as in the schema.
public struct FileStatistics: Sendable, Hashable {
    /// The rows of the file, those that a deletion vector masks included.
    public var rowCount: Int64?
    /// The least values, nested.
    public var minValues: JSONObject
    /// The greatest values, nested.
    public var maxValues: JSONObject
    /// How often each leaf is null, nested.
    public var nullCount: JSONObject
    /// Whether the bounds are those of the live rows; where false they only enclose them.
    public var isTight: Bool?

    /// Creates statistics that know the rows only.
    public init(rowCount: Int64?, isTight: Bool? = nil) {
        self.rowCount = rowCount
        minValues = JSONObject()
        maxValues = JSONObject()
        nullCount = JSONObject()
        self.isTight = isTight
    }

    /// The most rows of a file: sums over all files of a table do not overflow.
    static let rowCountMax: Int64 = 1 << 40

    /// Reads the text of an action.
    ///
    /// - Throws: ``DeltaError/Code/corrupt``, also where the count of rows is none of a file.
    public init(text: String, depthMax: Int = 100) throws(DeltaError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(text, limits: JSONLimits(depthMax: depthMax))
        } catch {
            throw DeltaError(.corrupt, "The statistics of a file are not JSON.", cause: error)
        }
        let reader = try ActionReader("stats", value)
        rowCount = try reader.optionalInteger("numRecords")
        if let rowCount, !(0...Self.rowCountMax).contains(rowCount) {
            throw DeltaError(
                .corrupt, "The statistics of a file say that it has \(rowCount) rows.")
        }
        minValues = reader.present("minValues")?.object ?? JSONObject()
        maxValues = reader.present("maxValues")?.object ?? JSONObject()
        nullCount = reader.present("nullCount")?.object ?? JSONObject()
        isTight =
            try reader.present("tightBounds") == nil
            ? nil : reader.bool("tightBounds", default: true)
    }

    /// The text for an action.
    public var text: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.entry("numRecords", rowCount)
        for (name, values) in [
            ("minValues", minValues), ("maxValues", maxValues), ("nullCount", nullCount),
        ] where values.count > 0 {
            writer.name(name)
            writer.value(.object(values))
        }
        if let isTight { writer.entry("tightBounds", isTight) }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Says what is known of one leaf.
    ///
    /// - Parameters:
    ///   - path: The physical names from the column to the leaf.
    ///   - minimum: The least value, or nil where there is none or it is not known.
    ///   - maximum: The greatest value.
    ///   - nullCount: How often the leaf is null.
    public mutating func setLeaf(
        _ path: [String], minimum: StatisticsBound?, maximum: StatisticsBound?, nullCount: Int64?
    ) {
        if let value = minimum?.minimum { minValues.set(path[...], value) }
        if let value = maximum?.maximum { maxValues.set(path[...], value) }
        if let nullCount { self.nullCount.set(path[...], .integer(nullCount)) }
    }

    /// The least value of a leaf, as it stands in the text.
    public func minimum(_ path: [String]) -> JSONValue? { minValues.value(path[...]) }

    /// The greatest value of a leaf; of a timestamp, up to a millisecond less than the true one.
    public func maximum(_ path: [String]) -> JSONValue? { maxValues.value(path[...]) }

    /// How often a leaf is null.
    public func nullCount(_ path: [String]) -> Int64? { nullCount.value(path[...])?.integer }
}

extension JSONObject {
    fileprivate mutating func set(_ path: ArraySlice<String>, _ value: JSONValue) {
        guard let name = path.first else { return }
        if path.count == 1 {
            self[name] = value
            return
        }
        var inner = self[name]?.object ?? JSONObject()
        inner.set(path.dropFirst(), value)
        self[name] = .object(inner)
    }

    fileprivate func value(_ path: ArraySlice<String>) -> JSONValue? {
        guard let name = path.first, let value = self[name], !value.isNull else { return nil }
        return path.count == 1 ? value : value.object?.value(path.dropFirst())
    }
}
