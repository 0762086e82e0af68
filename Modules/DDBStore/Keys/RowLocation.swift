/// Where the row of a key lies, or that there is none.
public struct RowLocation: Sendable, Hashable, Comparable {
    /// The number that the index has for the part; ``KeyIndex/part(_:)`` knows its name.
    public var part: UInt32
    /// The row in the part, counted from 0.
    public var row: UInt32

    /// Creates a location.
    @inlinable
    public init(part: UInt32, row: UInt32) {
        self.part = part
        self.row = row
    }

    /// No part has this number: what points there has been removed.
    @usableFromInline static let absentPart: UInt32 = .max

    /// The key has no row.
    public static let absent = RowLocation(part: absentPart, row: .max)

    /// Whether the key has no row.
    @inlinable public var isAbsent: Bool { part == Self.absentPart }

    /// Orders locations by part, then by row; what is absent comes last.
    @inlinable
    public static func < (left: RowLocation, right: RowLocation) -> Bool {
        left.part < right.part || (left.part == right.part && left.row < right.row)
    }
}

extension RowLocation {
    /// The rows of each part among some locations, parts and rows rising; what is absent is left
    /// out and what occurs twice stands once.
    public static func byPart(_ locations: [RowLocation]) -> [(part: UInt32, rows: [UInt32])] {
        var groups: [(part: UInt32, rows: [UInt32])] = []
        for location in locations.sorted() where !location.isAbsent {
            if groups.last?.part != location.part { groups.append((location.part, [])) }
            if groups[groups.count - 1].rows.last != location.row {
                groups[groups.count - 1].rows.append(location.row)
            }
        }
        return groups
    }
}
