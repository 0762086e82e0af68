/// The members of a JSON object, in the order of the text, each name once.
///
/// Names are compared by their bytes, not by Unicode equivalence.
public struct JSONObject: Sendable, Hashable {
    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name, unescaped.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// Compares names by bytes.
        public static func == (left: Member, right: Member) -> Bool {
            left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
        }
    }

    /// The members in order.
    public private(set) var members: [Member] = []
    /// Where each name is; kept only for objects too large for a search from the front.
    private var positions: [[UInt8]: Int] = [:]

    private static let searchedMax = 12

    /// Creates an object without members.
    public init() {}

    /// The number of members.
    public var count: Int { members.count }

    /// The value of a name, or nil where there is no such member; setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            if let position = position(of: name) {
                guard let newValue else {
                    members.remove(at: position)
                    rebuildPositions()
                    return
                }
                members[position].value = newValue
            } else if let newValue {
                _ = append(Member(name: name, value: newValue))
            }
        }
    }

    /// Appends a member and tells whether its name was new; where it was not, nothing changes.
    public mutating func append(_ member: Member) -> Bool {
        guard position(of: member.name) == nil else { return false }
        members.append(member)
        if members.count == Self.searchedMax + 1 {
            rebuildPositions()
        } else if members.count > Self.searchedMax {
            positions[Array(member.name.utf8)] = members.count - 1
        }
        return true
    }

    private func position(of name: String) -> Int? {
        guard members.count <= Self.searchedMax else { return positions[Array(name.utf8)] }
        return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private mutating func rebuildPositions() {
        positions = [:]
        guard members.count > Self.searchedMax else { return }
        for (index, member) in members.enumerated() { positions[Array(member.name.utf8)] = index }
    }
}
