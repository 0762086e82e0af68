import DDBAttributes
import DDBBase
import DDBConfiguration

/// Says how what the table has and what comes become one item: the option `reduce`.
///
/// A tree over the attributes: an entry `stats.total=sum` is of the attribute `total` inside of the
/// map `stats`, and one without a path of the whole item.
struct Reduction: Sendable, Hashable {
    /// How two values of one attribute become one; the names are those of Flow's annotations.
    enum Strategy: String, CaseIterable {
        /// The value that comes.
        case lastWriteWins
        /// The value that is there, if any.
        case firstWriteWins
        /// Maps attribute by attribute, those inside of them too; else the value that comes.
        case merge
        /// The exact sum of numbers.
        case sum
        /// The smaller of two numbers, texts or binaries.
        case min
        /// The larger of two numbers, texts or binaries.
        case max
        /// Lists one behind the other, and the union of sets.
        case append

        init?(text: String) {
            switch text {
            case "minimize": self = .min
            case "maximize": self = .max
            case _: self.init(rawValue: text)
            }
        }
    }

    /// What becomes of one attribute.
    struct Node: Sendable, Hashable {
        /// nil where only attributes inside are named; the others of the map are then written last.
        var strategy: Strategy?
        /// By the names of attributes as UTF-8.
        var children: [[UInt8]: Node] = [:]

        static let lastWriteWins = Node(strategy: .lastWriteWins)
        static let merge = Node(strategy: .merge)

        /// Whether maps are reduced attribute by attribute.
        var mergesMaps: Bool { strategy == .merge || (strategy == nil && !children.isEmpty) }

        /// What becomes of an attribute inside.
        func child(_ name: [UInt8]) -> Node {
            children[name] ?? (strategy == .merge ? .merge : .lastWriteWins)
        }
    }

    private(set) var root: Node

    /// Items are merged attribute by attribute.
    static let merge = Reduction(root: .merge)

    private init(root: Node) { self.root = root }

    /// Reads the option `reduce`; nil where it is not given.
    init?(_ options: Options) throws(ConfigurationError) {
        guard let texts: [String] = try options.find("reduce") else { return nil }
        root = Node()
        for text in texts {
            for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
                do throws(Fault) {
                    try add(entry.drop { $0 == " " })
                } catch {
                    throw options.error(.outOfRange, "reduce", error.message)
                }
            }
        }
        if root.strategy == nil, root.children.isEmpty { root = .lastWriteWins }
    }

    /// Whether the item that is there matters, so that it must be loaded.
    var needsItem: Bool { root != .lastWriteWins }

    /// The first key attribute that would become another by a strategy, if any.
    func conflict(with schema: KeySchema) -> String? {
        schema.attributes.map(\.name).first { name in
            guard let node = root.children[Array(name.utf8)] else { return false }
            switch node.strategy {
            case .sum, .append, nil: return true
            case .lastWriteWins, .firstWriteWins, .merge, .min, .max: return false
            }
        }
    }

    // MARK: the text

    private struct Fault: Error {
        let message: String
    }

    private mutating func add(_ entry: Substring) throws(Fault) {
        var path = ""
        var word = entry
        if let equals = entry.lastIndex(of: "=") {
            path = String(entry[..<equals])
            word = entry[entry.index(after: equals)...]
        }
        while path.last == " " { path.removeLast() }
        let text = word.filter { $0 != " " }
        guard let strategy = Strategy(text: text) else { throw Self.unknown(text) }
        let names = AttributePath.names(of: path).map { Array($0.utf8) }
        guard !names.contains([]) else {
            throw Fault(message: "The path '\(path)' has a name without a letter.")
        }
        guard names.count <= ItemLimits.depthMax else {
            throw Fault(message: "The path '\(path)' is deeper than an item can be.")
        }
        try Self.set(strategy, at: names[...], path, &root)
        if names.isEmpty, ![.lastWriteWins, .firstWriteWins, .merge].contains(strategy) {
            throw Fault(
                message: "A whole item cannot be reduced by '\(text)', only by lastWriteWins,"
                    + " firstWriteWins or merge; name an attribute: total=\(text).")
        }
    }

    private static func set(
        _ strategy: Strategy, at names: ArraySlice<[UInt8]>, _ path: String, _ node: inout Node
    ) throws(Fault) {
        if let name = names.first {
            try set(strategy, at: names.dropFirst(), path, &node.children[name, default: Node()])
        } else if node.strategy == nil {
            node.strategy = strategy
        } else {
            throw Fault(message: "'\(path.isEmpty ? "." : path)' has two strategies.")
        }
        guard node.children.isEmpty || node.strategy == nil || node.strategy == .merge else {
            throw Fault(
                message: "'\(path)' lies inside of what '\(node.strategy?.rawValue ?? "")' takes as"
                    + " a whole; only maps that are merged have attributes with strategies.")
        }
    }

    private static func unknown(_ text: String) -> Fault {
        Fault(
            message: "'\(text)' is no way to reduce values"
                + NearestName.hint(text, in: Strategy.allCases.map(\.rawValue)))
    }
}
