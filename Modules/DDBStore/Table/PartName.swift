import DDBBase

/// The names that ddbkit gives to files in a table's folder: nothing else in it is ever taken for
/// left over.
enum PartName {
    static let partPrefix = "part-"
    static let vectorPrefix = "deletion_vector_"

    /// What a file is, by its name.
    enum Kind {
        /// `part-<uuid>.parquet`. No other software names its files so.
        case part
        /// `deletion_vector_<uuid>.bin`, a name that other writers of Delta tables use too.
        case vector
    }

    /// Recognises a path in the table's folder; nil for files in other folders or of other names.
    static func kind(_ path: String) -> Kind? {
        if isNamed(path, partPrefix, ".parquet") { return .part }
        if isNamed(path, vectorPrefix, ".bin") { return .vector }
        return nil
    }

    private static func isNamed(_ path: String, _ prefix: String, _ suffix: String) -> Bool {
        let bytes = Array(path.utf8)
        guard bytes.count == prefix.utf8.count + 36 + suffix.utf8.count,
            bytes.starts(with: prefix.utf8),
            bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        else { return false }
        return bytes.dropFirst(prefix.utf8.count).prefix(36).enumerated().allSatisfy {
            place, byte in
            switch place {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            case _: Hex.value(byte) != nil && !(65...70).contains(byte)
            }
        }
    }
}
