/// Collects the items of a page until it is full.
struct PageWalk {
    private let limit: Int
    private(set) var items: [StoredItem] = []
    /// The bytes that were read.
    private(set) var size = 0
    /// Whether the page ended because it was full, so that another may follow.
    private(set) var isCut = false

    init(_ page: PageRequest) {
        limit = page.limit ?? .max
    }

    /// Takes an item and tells whether there is room for more.
    mutating func takes(_ item: StoredItem) -> Bool {
        items.append(item)
        size += item.size
        isCut = items.count >= limit || size >= ItemLimits.pageBytes
        return !isCut
    }
}
