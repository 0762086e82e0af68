/// The keys of a map, or of all items, each with the shape of its values.
public struct MapShape: Sendable, Hashable {
    /// The shape by name; nil where only NULL was seen.
    public private(set) var fields: [AttributeName: AttributeShape?]

    /// Creates a shape of these fields.
    public init(_ fields: [AttributeName: AttributeShape?] = [:]) {
        self.fields = fields
    }

    /// The names in the order of their bytes.
    public var sortedNames: [AttributeName] { fields.keys.sorted() }

    /// Joins the shape of one more value of a field into this one.
    ///
    /// - Returns: Whether the field is among those told apart: false, with nothing changed, where
    ///   it would be one too many.
    @discardableResult
    public mutating func join(
        _ name: AttributeName, _ shape: AttributeShape?, limits: ShapeLimits, keysMax: Int
    ) -> Bool {
        guard let known = fields[name] else {
            guard fields.count < keysMax else { return false }
            fields[name] = .some(shape)
            return true
        }
        fields[name] = .some(AttributeShape.joined(known, shape, limits: limits))
        return true
    }

    /// Returns the map that covers both, or nil where it has too many keys.
    func joined(_ other: MapShape, limits: ShapeLimits) -> MapShape? {
        var result = self
        for (name, shape) in other.fields {
            guard result.join(name, shape, limits: limits, keysMax: limits.mapKeysMax) else {
                return nil
            }
        }
        return result
    }

    /// Whether joining another shape would change nothing.
    public func covers(_ other: MapShape, limits: ShapeLimits, keysMax: Int) -> Bool {
        other.fields.allSatisfy { name, shape in
            guard let known = fields[name] else { return fields.count >= keysMax }
            return AttributeShape.joined(known, shape, limits: limits) == known
        }
    }

    /// Takes a field for one of several types, whatever it was.
    ///
    /// That is for a field whose column is JSON text for want of room: nobody looks at the types of
    /// its values any more, so that they may be any.
    public mutating func widenToMixed(_ name: AttributeName) {
        fields[name] = .some(.mixed)
    }

    /// Joins all fields of another shape, as far as names are told apart.
    public mutating func formJoin(_ other: MapShape, limits: ShapeLimits, keysMax: Int) {
        for name in other.sortedNames {
            join(name, other.fields[name] ?? nil, limits: limits, keysMax: keysMax)
        }
    }
}
