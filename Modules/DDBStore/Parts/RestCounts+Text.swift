import DDBJSON
import DDBSchema

extension RestCounts {
    /// The tag of a part's file that holds its counts.
    static let tag = "ddbkit.rest"

    /// The most attributes that a tag names.
    private static let attributesMax = 2000

    /// Whether the text leaves attributes out.
    var isLongerThanText: Bool { counts.count > Self.attributesMax }

    /// The counts as JSON: `{"attribute":{"reason":count}}`.
    var text: String {
        var object = JSONObject()
        for attribute in counts.keys.sorted().prefix(Self.attributesMax) {
            var reasons = JSONObject()
            for (reason, count) in (counts[attribute] ?? [:]).sorted(by: { $0.key < $1.key }) {
                reasons[reason] = .integer(count)
            }
            object[attribute.description] = .object(reasons)
        }
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    /// Adds the counts of a tag.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where it is not of that form.
    mutating func add(text: String) throws {
        let value: JSONValue
        do {
            value = try JSONValue.parse(text, limits: .standard)
        } catch {
            throw StoreError(.damaged, "The tag '\(Self.tag)' of a part is not JSON.", cause: error)
        }
        for attribute in value.object?.members ?? [] {
            for reason in attribute.value.object?.members ?? [] {
                guard let count = reason.value.integer, count >= 0 else { continue }
                add(Int(clamping: count), AttributeName(attribute.name), reason.name)
            }
        }
    }
}
