import DDBAttributes
import DDBJSON

extension JSONMembers {
    /// Reads an item or key in DynamoDB JSON, of a structure too small to be decoded in place.
    func wireItem(_ name: String) throws(JSONMemberError) -> WireItem? {
        guard let value = value(name) else { return nil }
        let bytes = value.bytes
        do throws(AttributeError) {
            return try WireItem(wire: bytes.span.bytes)
        } catch {
            throw self.error(name, "is not an item: \(error.reason)")
        }
    }

    /// Reads a list of items or keys; an absent one is empty.
    func wireItems(_ name: String) throws(JSONMemberError) -> [WireItem] {
        var items: [WireItem] = []
        for (index, element) in try elements(name).enumerated() {
            let bytes = element.bytes
            do throws(AttributeError) {
                items.append(try WireItem(wire: bytes.span.bytes))
            } catch {
                throw self.error("\(name)[\(index)]", "is not an item: \(error.reason)")
            }
        }
        return items
    }

    /// Reads named values in DynamoDB JSON.
    func item(_ name: String) throws(JSONMemberError) -> Item? {
        guard let value = value(name) else { return nil }
        let bytes = value.bytes
        do throws(AttributeError) {
            return try Item(wire: bytes.span.bytes)
        } catch {
            throw self.error(name, "is not an item: \(error.reason)")
        }
    }
}
