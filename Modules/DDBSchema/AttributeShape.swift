/// What the values of one attribute have in common; the census keeps one an attribute path.
///
/// Shapes form a lattice: ``joined(_:limits:)`` gives the narrowest shape that covers both,
/// whatever the order in which values come, so that workers may look at parts of the data and join
/// afterwards. NULL adds nothing to a shape: it stands for an absent value of any type.
public indirect enum AttributeShape: Sendable, Hashable {
    /// S only.
    case string
    /// N only.
    case number(NumberShape)
    /// B only.
    case binary
    /// BOOL only.
    case boolean
    /// SS only.
    case stringSet
    /// NS only.
    case numberSet(NumberShape)
    /// BS only.
    case binarySet
    /// L only, with the shape that covers the elements; nil while no element but NULL was seen.
    case list(AttributeShape?)
    /// M only.
    case map(MapShape)
    /// Several types, or maps with too many distinct keys: only JSON text holds them all.
    case mixed

    /// Returns the narrowest shape that covers both.
    public func joined(_ other: AttributeShape, limits: ShapeLimits) -> AttributeShape {
        switch (self, other) {
        case (.string, .string), (.binary, .binary), (.boolean, .boolean),
            (.stringSet, .stringSet), (.binarySet, .binarySet):
            return self
        case (.number(let left), .number(let right)):
            return .number(left.joined(right))
        case (.numberSet(let left), .numberSet(let right)):
            return .numberSet(left.joined(right))
        case (.list(let left), .list(let right)):
            return .list(Self.joined(left, right, limits: limits))
        case (.map(let left), .map(let right)):
            guard let map = left.joined(right, limits: limits) else { return .mixed }
            return .map(map)
        case (.string, _), (.number, _), (.binary, _), (.boolean, _), (.stringSet, _),
            (.numberSet, _), (.binarySet, _), (.list, _), (.map, _), (.mixed, _):
            return .mixed
        }
    }

    /// Returns the narrowest shape that covers both, where either may be unknown yet.
    public static func joined(
        _ left: AttributeShape?, _ right: AttributeShape?, limits: ShapeLimits
    ) -> AttributeShape? {
        guard let left else { return right }
        guard let right else { return left }
        return left.joined(right, limits: limits)
    }
}
