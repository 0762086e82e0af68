/// The key of an object, which is its bytes: keys that only look alike are two.
struct ObjectKey: Sendable, Hashable, Comparable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The key as text; only keys in UTF-8 are taken.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    func hasPrefix(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }

    /// The bytes up to the end of a delimiter behind a prefix; nil where there is none.
    func group(behind prefix: [UInt8], delimiter: [UInt8]) -> [UInt8]? {
        guard let first = delimiter.first else { return nil }
        var index = prefix.count
        while index + delimiter.count <= bytes.count {
            if bytes[index] == first,
                bytes[index..<index + delimiter.count].elementsEqual(delimiter)
            {
                return Array(bytes[..<(index + delimiter.count)])
            }
            index += 1
        }
        return nil
    }
}
