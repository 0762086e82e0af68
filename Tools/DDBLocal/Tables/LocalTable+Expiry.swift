import DDBAttributes
import DDBBase

/// When items expire: kept in order of time, so that nobody has to look for them.
extension LocalTable {
    /// Sets the attribute and looks at every item.
    func setExpiry(_ new: Expiry?) {
        expiry = new
        expiries = OrderedItems()
        guard new != nil else { return }
        var position = items.start
        while let (key, item) = items.next(&position) { noteExpiry(of: nil, item, at: key) }
    }

    /// Keeps the times in step with an item.
    func noteExpiry(of old: StoredItem?, _ new: StoredItem?, at key: TableKey) {
        guard let expiry else { return }
        let before = old.flatMap { Self.seconds($0, expiry) }
        let after = new.flatMap { Self.seconds($0, expiry) }
        guard before != after else { return }
        if let before { expiries.remove(Self.place(before, key)) }
        if let after { expiries.put(StoredItem(wire: [], size: 0), at: Self.place(after, key)) }
    }

    /// The keys of items that have expired.
    func expired(now: Instant, max count: Int) -> [TableKey] {
        let seconds = now.microseconds / 1_000_000
        // What expired long ago is taken for a mistake and kept, as DynamoDB does.
        let oldest = seconds - TableEngine.expirySecondsMax
        var keys: [TableKey] = []
        var position = expiries.lowerBound(TableKey(hash: UInt64(clamping: oldest), rest: []))
        while keys.count < count, let (place, _) = expiries.next(&position),
            place.hash < UInt64(clamping: seconds)
        {
            let hash = place.rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            keys.append(TableKey(hash: hash, rest: Array(place.rest.dropFirst(8))))
        }
        return keys
    }

    /// The second in which an item expires; nil where it says none.
    private static func seconds(_ item: StoredItem, _ expiry: Expiry) -> UInt64? {
        let attributes = WireAttributes.of(item.wire)
        guard
            let found = WireAttributes.find(expiry.wireName, in: attributes, of: item.wire),
            found.kind == .number,
            let seconds = NumberText.int64(item.wire.span.bytes.extracting(found.content)),
            seconds > 0
        else { return nil }
        return UInt64(seconds)
    }

    private static func place(_ seconds: UInt64, _ key: TableKey) -> TableKey {
        var rest: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) {
            rest.append(UInt8(truncatingIfNeeded: key.hash >> UInt64(shift)))
        }
        rest.append(contentsOf: key.rest)
        return TableKey(hash: seconds, rest: rest)
    }
}
