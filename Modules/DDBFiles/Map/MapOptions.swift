public import DDBConfiguration

/// The options that every source of files has: what columns become.
public struct MapOptions: Sendable {
    /// The map; one that keeps every column where none is given.
    public var map: ColumnMap
    /// The attributes of the table's key.
    public var keys: [String]
    /// What becomes of values that DynamoDB has no room for.
    public var rules: ValueRules

    /// The options.
    ///
    /// - Parameters:
    ///   - nulls: What a value that is not there may become.
    ///   - nullsByDefault: What it becomes unless it is said.
    public static func fields(
        nulls: [ValueRules.Nulls], nullsByDefault: ValueRules.Nulls
    ) -> [OptionField] {
        [
            OptionField(
                "map", .list(.string), example: "id:S, at=created_at, tags:SS(|), -internal",
                summary: "What columns become: names, types, constants, times of expiry."),
            OptionField(
                "key", .names, example: "id",
                summary: "The attributes of the table's key: true and false become S in them."),
            OptionField(
                "nulls", .enumeration(nulls.map(\.rawValue)),
                default: .init(text: nullsByDefault.rawValue),
                summary: "What a value that is not there becomes: NULL, or nothing"
                    + (nulls.contains(.empty) ? ", or an empty text in S." : ".")),
            OptionField(
                "non-finite", .enumeration(ValueRules.NonFinite.allCases.map(\.rawValue)),
                default: "null", isAdvanced: true,
                summary: "What NaN and the infinities become: as a value that is not there, a text,"
                    + " or an error."),
            OptionField(
                "out-of-range", .enumeration(ValueRules.OutOfRange.allCases.map(\.rawValue)),
                default: "error", isAdvanced: true,
                summary:
                    "What a number becomes that has more than 38 digits or is beyond DynamoDB's"
                    + " range."),
        ]
    }

    /// Reads the options.
    ///
    /// - Throws: `ConfigurationError` where the map is none.
    public init(_ options: Options) throws {
        map = ColumnMap()
        let entries: [String] = try options.find("map") ?? []
        do throws(ColumnMapError) {
            for entry in entries { try map.add(entry) }
        } catch {
            throw options.error(.outOfRange, "map", error.message)
        }
        keys = try options.find("key") ?? []
        rules = ValueRules(
            nulls: try options.choose("nulls"), nonFinite: try options.choose("non-finite"),
            outOfRange: try options.choose("out-of-range"))
    }
}
