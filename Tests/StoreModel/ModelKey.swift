public import DDBAttributes
import DDBTestKit

/// One of a model's keys, by its number.
struct ModelKey {
    let number: Int
    let shape: ModelShape

    /// The parts of the number that the key attributes show.
    private var parts: [Int] {
        shape.keys.count == 1 ? [number] : [number / 7, number % 7]
    }

    /// The attributes as members of an item's JSON, a number spelled in one of its ways.
    func members(_ random: SeededRandom) -> String {
        zip(zip(shape.keyNames, shape.keys), parts).map { pair, part in
            "\"\(pair.0)\":{\"\(pair.1.rawValue)\":\"\(Self.text(part, pair.1, random))\"}"
        }.joined(separator: ",")
    }

    /// The partition that orders the key's changes; nil for those without sequences.
    var partition: Int? {
        let group = number % (shape.partitionCount + 1)
        return group == shape.partitionCount ? nil : group
    }

    private static let endings = ["", "é", "\\\"", " and a longer ending", "\\n", "\\u00e9", "😀"]

    private static func text(
        _ part: Int, _ type: ModelShape.KeyType, _ random: SeededRandom
    ) -> String {
        switch type {
        case .string: return "key-\(part)" + endings[part % endings.count]
        case .number:
            let value = part % 2 == 0 ? "\(part)" : "-\(part)"
            switch random.number(below: 4) {
            case 0: return value + ".0"
            case 1: return value + "E0"
            case 2: return value + "0E-1"
            default: return value
            }
        case .binary:
            var bytes: [UInt8] = []
            var rest = part
            repeat {
                bytes.append(UInt8(rest & 0xFF))
                rest >>= 8
            } while rest > 0
            return ValueMaker.base64(bytes)
        }
    }
}

extension Item {
    /// The one text that equal keys have.
    public func keyText(_ names: [String]) -> String {
        names.map { name in
            switch self[name] {
            case .string(let text): "S\(text)"
            case .number(let number): "N\(number.text)"
            case .binary(let bytes): "B\(bytes)"
            case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet, nil: "?"
            }
        }.joined(separator: "\u{0}")
    }
}
