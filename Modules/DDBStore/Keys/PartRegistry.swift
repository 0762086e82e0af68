/// The parts that an index knows, and what has become of those that entries still name.
struct PartRegistry {
    /// A part that was replaced, and where its rows are.
    private struct Moved {
        let table: RelocationTable
        /// The place of the part's first row among those of the table.
        let start: Int
        let rowCount: UInt32
    }

    private static let pageParts = 1024
    private static let dead: Int32 = 0
    private static let alive: Int32 = 1
    /// From this on a state is the place in `moved`.
    private static let movedStart: Int32 = 2

    private(set) var parts: [UInt32: NumberedPart] = [:]
    private var numbers: [String: UInt32] = [:]
    /// The number of the next new part; none is used twice.
    private(set) var nextNumber: UInt32 = 0
    /// States by number, a page for 1024; empty where none of them is needed any more.
    private var pages: [[Int32]] = []
    private var pageUse: [Int] = []
    private var moved: [Moved?] = []
    private(set) var relocations: [RelocationTable] = []

    init() {}

    init(parts: [NumberedPart], nextNumber: UInt32) {
        self.nextNumber = nextNumber
        for part in parts { add(part) }
    }

    func number(of name: String) -> UInt32? { numbers[name] }

    /// The parts by number.
    var sortedParts: [NumberedPart] { parts.values.sorted { $0.number < $1.number } }

    /// Whether a part is there, by its number.
    var isAliveByNumber: [Bool] {
        let none = [Bool](repeating: false, count: Self.pageParts)
        return pages.flatMap { $0.isEmpty ? none : $0.map { $0 == Self.alive } }
    }

    mutating func add(_ part: NumberedPart) {
        parts[part.number] = part
        numbers[part.name] = part.number
        nextNumber = max(nextNumber, part.number + 1)
        setState(part.number, Self.alive)
    }

    mutating func remove(_ number: UInt32) {
        if let part = parts.removeValue(forKey: number) { numbers[part.name] = nil }
        setState(number, Self.dead)
    }

    /// Takes parts out whose rows are elsewhere now.
    mutating func adopt(_ table: RelocationTable) {
        relocations.append(table)
        var start = 0
        for source in table.description.sources {
            remove(source.number)
            let place = moved.firstIndex { $0 == nil } ?? moved.count
            if place == moved.count { moved.append(nil) }
            moved[place] = Moved(table: table, start: start, rowCount: source.rowCount)
            setState(source.number, Self.movedStart + Int32(place))
            start += Int(source.rowCount)
        }
    }

    /// Forgets relocations that no entry needs any more.
    mutating func drop(_ tables: [RelocationTable]) {
        for table in tables {
            for source in table.description.sources { setState(source.number, Self.dead) }
            for place in moved.indices where moved[place]?.table === table { moved[place] = nil }
        }
        relocations.removeAll { table in tables.contains { $0 === table } }
    }

    private mutating func setState(_ number: UInt32, _ state: Int32) {
        let page = Int(number) / Self.pageParts
        while pages.count <= page {
            pages.append([])
            pageUse.append(0)
        }
        if pages[page].isEmpty {
            if state == Self.dead { return }
            pages[page] = [Int32](repeating: Self.dead, count: Self.pageParts)
        }
        let index = Int(number) % Self.pageParts
        pageUse[page] += (state == Self.dead ? 0 : 1) - (pages[page][index] == Self.dead ? 0 : 1)
        pages[page][index] = state
        if pageUse[page] == 0 { pages[page] = [] }
    }

    @inline(__always)
    private func state(_ number: UInt32) -> Int32 {
        let page = Int(number) / Self.pageParts
        guard page < pages.count, !pages[page].isEmpty else { return Self.dead }
        return pages[page][Int(number) % Self.pageParts]
    }

    /// Follows a row to where it is now.
    @inline(__always)
    func resolved(_ location: RowLocation) throws -> RowLocation {
        state(location.part) == Self.alive ? location : try resolvedInGeneral(location)
    }

    @inline(never)
    private func resolvedInGeneral(_ location: RowLocation) throws -> RowLocation {
        var location = location
        while true {
            let state = state(location.part)
            if state == Self.alive { return location }
            guard state >= Self.movedStart, let moved = moved[Int(state - Self.movedStart)] else {
                return .absent
            }
            guard location.row < moved.rowCount else {
                throw IndexDamage("an entry names a row that its part has not")
            }
            let word = try moved.table.word(moved.start + Int(location.row))
            if word == RelocationTable.gone { return .absent }
            let targets = moved.table.description.targets
            let target = Int(word >> 32)
            // Parts are replaced by newer ones, so that this comes to an end.
            guard target < targets.count, targets[target] > location.part else {
                throw IndexDamage("'\(moved.table.description.fileName)' names no part")
            }
            location = RowLocation(part: targets[target], row: UInt32(truncatingIfNeeded: word))
        }
    }
}

/// Gives numbers to the new parts of a commit.
struct PartNumbering {
    private let registry: PartRegistry
    private var next: UInt32
    private var places: [String: Int] = [:]
    private(set) var added: [NumberedPart] = []

    init(_ registry: PartRegistry) {
        self.registry = registry
        next = registry.nextNumber
    }

    /// The number that a part gets, or has.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` when there are no more numbers;
    ///   ``StoreError/Code/keyIndex`` where the part is known with other rows.
    mutating func take(_ part: IndexedPart) throws(StoreError) -> (number: UInt32, isNew: Bool) {
        let known = registry.number(of: part.name).flatMap { registry.parts[$0] }
        if let known = known ?? places[part.name].map({ added[$0] }) {
            guard Int(known.rowCount) == part.rowCount else {
                throw KeyIndexCore.misuse("'\(part.name)' has another number of rows")
            }
            return (known.number, false)
        }
        guard next < KeyEntry.partMax, (0...IndexedPart.rowCountMax).contains(part.rowCount)
        else {
            throw StoreError(
                .tooLarge,
                "The key index has no room for the part '\(part.name)'; rebuild the index.")
        }
        places[part.name] = added.count
        added.append(
            NumberedPart(number: next, name: part.name, rowCount: UInt32(part.rowCount)))
        next += 1
        return (next - 1, true)
    }
}
