import DDBAttributes
import DDBJSON

extension JSONWriter {
    /// Writes an item or key, spliced from where it lies.
    mutating func member(_ name: String, _ item: WireItem?) {
        guard let item else { return }
        self.name(name)
        wireItem(item)
    }

    /// Writes named values, unless there are none.
    mutating func member(_ name: String, _ values: Item) {
        guard values.count > 0 else { return }
        self.name(name)
        raw { WireEncoder.append(values, to: &$0) }
    }

    /// Writes an item as an element, or after a name.
    mutating func wireItem(_ item: WireItem) {
        raw { item.append(to: &$0) }
    }
}
