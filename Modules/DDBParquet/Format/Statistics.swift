/// What is known of the values of a column chunk or a page.
///
/// Bounds are in the plain encoding, byte arrays without their length.
public struct Statistics: Sendable, Hashable {
    /// A bound that no value is below.
    public var minimum: [UInt8]?
    /// A bound that no value is above.
    public var maximum: [UInt8]?
    /// Whether the smallest value is the bound itself; nil where the file does not say.
    public var isMinimumExact: Bool?
    /// Whether the greatest value is the bound itself; nil where the file does not say.
    public var isMaximumExact: Bool?
    /// How many entries are null; nil where the file does not say.
    public var nullCount: Int?
    /// How many different values there are; nil where the file does not say.
    public var distinctCount: Int?
    /// How many values are NaN; nil where the file does not say.
    public var nanCount: Int?
    /// Bounds of old files, whose order is only known for signed numbers.
    var legacyMinimum: [UInt8]?
    var legacyMaximum: [UInt8]?

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: legacyMaximum = try reader.binary(field)
            case 2: legacyMinimum = try reader.binary(field)
            case 3: nullCount = try reader.size(field)
            case 4: distinctCount = try reader.size(field)
            case 5: maximum = try reader.binary(field)
            case 6: minimum = try reader.binary(field)
            case 7: isMaximumExact = try reader.bool(field)
            case 8: isMinimumExact = try reader.bool(field)
            case 9: nanCount = try reader.size(field)
            case _: try reader.skip(field)
            }
        }
    }

    func write(_ id: Int16, to writer: inout ThriftWriter) {
        writer.beginStruct(id)
        writer.int64(3, nullCount)
        writer.int64(4, distinctCount)
        writer.binary(5, maximum)
        writer.binary(6, minimum)
        writer.bool(7, maximum == nil ? nil : isMaximumExact)
        writer.bool(8, minimum == nil ? nil : isMinimumExact)
        writer.int64(9, nanCount)
        writer.endStruct()
    }
}
