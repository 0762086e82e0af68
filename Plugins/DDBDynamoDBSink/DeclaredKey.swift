import DDBAttributes
import DDBConfiguration

/// A key attribute as the options name it: `id`, or `day:N` with its type.
struct DeclaredKey: Sendable, Hashable {
    let name: String
    /// nil where the options do not say; then it is the table's, or S in a table that is created.
    let type: KeySchema.ScalarType?

    /// Reads the option `key`.
    static func keys(_ options: Options) throws(ConfigurationError) -> [DeclaredKey] {
        let texts: [String] = try options.find("key") ?? []
        let keys = texts.map(DeclaredKey.init(text:))
        try check(keys, "key", options)
        return keys
    }

    private static func check(
        _ keys: [DeclaredKey], _ option: String, _ options: Options
    ) throws(ConfigurationError) {
        guard keys.count <= 2 else {
            throw options.error(
                .outOfRange, option,
                "A DynamoDB table has at most two key attributes, a partition key and a sort key;"
                    + " \(keys.count) are named. Derive a dataset whose items have one attribute"
                    + " made of several, and name that.")
        }
        if let key = keys.first(where: \.hasStrangeType) {
            throw options.error(
                .outOfRange, option,
                "'\(key.name)' ends in no type of a key attribute, which is S, N or B; an attribute"
                    + " of that name is '\(key.name):S', or with another of them.")
        }
        guard Set(keys.map { Array($0.name.utf8) }).count == keys.count,
            keys.allSatisfy({ (1...ItemLimits.keyNameBytesMax).contains($0.name.utf8.count) })
        else {
            throw options.error(
                .outOfRange, option, "Key attributes have different names of 1 to 255 bytes.")
        }
    }

    /// Whether the name ends in what looks like a type and is none, as `id:Q` and `id:n` do.
    private var hasStrangeType: Bool {
        guard type == nil, let colon = name.lastIndex(of: ":") else { return false }
        let ending = name[name.index(after: colon)...]
        return (1...2).contains(ending.count) && ending.allSatisfy(\.isLetter)
    }

    init(text: String) {
        if let colon = text.lastIndex(of: ":"),
            let type = KeySchema.ScalarType(rawValue: String(text[text.index(after: colon)...]))
        {
            name = String(text[..<colon])
            self.type = type
        } else {
            name = text
            type = nil
        }
    }
}

extension DynamoDBSink {
    /// The names of key attributes that the option `key` has, without their types.
    ///
    /// - Parameter keys: Entries such as `id` and `day:N`: a type is S, N or B behind a colon.
    public static func keyNames(of keys: [String]) -> [String] {
        keys.map { DeclaredKey(text: $0).name }
    }
}
