/// Collects the items of a page until it is full.
struct PageWalk: Sendable {
    private let limit: Int
    /// What was read, before any filter.
    private(set) var items: [StoredItem] = []
    /// The bytes that were read.
    private(set) var size = 0
    /// The item that the next page begins behind; nil where the page ends at the end.
    private(set) var lastKey: StoredItem?

    init(_ page: PageRequest) {
        limit = page.limit ?? .max
    }

    /// Takes an item and tells whether there is room for more.
    ///
    /// - Parameter whole: The item as the table has it, where an index is asked for all of it.
    mutating func takes(_ item: StoredItem, whole: StoredItem? = nil) -> Bool {
        items.append(whole ?? item)
        size += (whole ?? item).size
        let isFull = items.count >= limit || size >= ItemLimits.pageBytes
        if isFull { lastKey = whole ?? item }
        return !isFull
    }
}
