import DDBJSON
import DDBSchema

/// The JSON text of a census, by which a load that goes on knows what its parts have.
///
/// ```
/// map    = {"name": shape or null, ...}
/// shape  = "S" | "B" | "BOOL" | "SS" | "BS" | "*" | {"N": number} | {"NS": number}
///        | {"L": shape or null} | {"M": map}
/// number = [fits 64 bits (0 or 1), digits before the point, digits behind it]
/// ```
extension MapShape {
    /// Lists and maps lie at most 32 deep in items, and each is two levels of JSON.
    private static let limits = JSONLimits(depthMax: 200)

    /// The text.
    var text: String {
        var writer = JSONWriter()
        Self.write(self, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads a text.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    init(text: String) throws(StoreError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(text, limits: Self.limits)
        } catch {
            throw StoreError(.damaged, "The census of a load is not JSON.", cause: error)
        }
        self = try Self.map(value)
    }

    private static func write(_ map: MapShape, to writer: inout JSONWriter) {
        writer.beginObject()
        for name in map.sortedNames {
            writer.name(name.description)
            write(map.fields[name] ?? nil, to: &writer)
        }
        writer.endObject()
    }

    private static func write(_ shape: AttributeShape?, to writer: inout JSONWriter) {
        switch shape {
        case nil: writer.null()
        case .string: writer.string("S")
        case .binary: writer.string("B")
        case .boolean: writer.string("BOOL")
        case .stringSet: writer.string("SS")
        case .binarySet: writer.string("BS")
        case .mixed: writer.string("*")
        case .number(let number): write("N", number, to: &writer)
        case .numberSet(let number): write("NS", number, to: &writer)
        case .list(let element):
            writer.beginObject()
            writer.name("L")
            write(element, to: &writer)
            writer.endObject()
        case .map(let map):
            writer.beginObject()
            writer.name("M")
            write(map, to: &writer)
            writer.endObject()
        }
    }

    private static func write(_ name: String, _ number: NumberShape, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name(name)
        writer.beginArray()
        writer.integer(number.fitsInt64 ? 1 : 0)
        writer.integer(number.integerDigits)
        writer.integer(number.scale)
        writer.endArray()
        writer.endObject()
    }

    private static func map(_ value: JSONValue) throws(StoreError) -> MapShape {
        guard let members = value.object?.members else { throw damaged }
        var fields: [AttributeName: AttributeShape?] = [:]
        for member in members {
            fields[AttributeName(member.name)] = .some(try shape(member.value))
        }
        return MapShape(fields)
    }

    private static func shape(_ value: JSONValue) throws(StoreError) -> AttributeShape? {
        if value.isNull { return nil }
        switch value.string {
        case "S": return .string
        case "B": return .binary
        case "BOOL": return .boolean
        case "SS": return .stringSet
        case "BS": return .binarySet
        case "*": return .mixed
        case .some: throw damaged
        case nil: break
        }
        guard let member = value.object?.members.first else { throw damaged }
        switch member.name {
        case "N": return .number(try number(member.value))
        case "NS": return .numberSet(try number(member.value))
        case "L": return .list(try shape(member.value))
        case "M": return .map(try map(member.value))
        default: throw damaged
        }
    }

    private static func number(_ value: JSONValue) throws(StoreError) -> NumberShape {
        let values = (value.array ?? []).compactMap(\.integer)
        guard values.count == 3, values.allSatisfy({ (0...1000).contains($0) }) else {
            throw damaged
        }
        return NumberShape(
            fitsInt64: values[0] == 1, integerDigits: Int(values[1]), scale: Int(values[2]))
    }

    private static var damaged: StoreError {
        StoreError(
            .damaged,
            "The census of an unfinished load has a form that is not known; begin the load "
                + "anew (import --restart).")
    }
}
