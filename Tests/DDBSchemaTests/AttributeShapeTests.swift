import DDBSchema
import Testing

@Suite struct AttributeShapeTests {
    let limits = ShapeLimits()

    static let samples: [AttributeShape] = [
        .string, .binary, .boolean, .stringSet, .binarySet, .mixed,
        .number(NumberShape(7)),
        .number(NumberShape(fitsInt64: false, integerDigits: 3, scale: 2)),
        .numberSet(NumberShape(-12)),
        .list(nil), .list(.string), .list(.number(NumberShape(1))), .list(.list(nil)),
        .map(MapShape()), .map(MapShape(["a": .string])), .map(MapShape(["a": .boolean])),
        .map(MapShape(["b": nil])),
        .map(MapShape(["a": .list(.map(MapShape(["c": .number(NumberShape(5))])))])),
    ]

    @Test func `joining is the same in either order`() {
        for left in Self.samples {
            for right in Self.samples {
                #expect(
                    left.joined(right, limits: limits) == right.joined(left, limits: limits),
                    "\(left) and \(right)")
            }
        }
    }

    @Test func `joining is the same however it is grouped`() {
        for one in Self.samples {
            for two in Self.samples {
                for three in Self.samples {
                    let left = one.joined(two, limits: limits).joined(three, limits: limits)
                    let right = one.joined(two.joined(three, limits: limits), limits: limits)
                    #expect(left == right, "\(one), \(two), \(three)")
                }
            }
        }
    }

    @Test func `joining a shape with itself changes nothing`() {
        for shape in Self.samples { #expect(shape.joined(shape, limits: limits) == shape) }
    }

    @Test func `a map with too many keys is mixed`() {
        var limits = ShapeLimits()
        limits.mapKeysMax = 3
        let left = AttributeShape.map(MapShape(["a": .string, "b": .string]))
        let right = AttributeShape.map(MapShape(["c": .string]))
        let more = AttributeShape.map(MapShape(["d": .string]))
        let three = left.joined(right, limits: limits)
        #expect(three == .map(MapShape(["a": .string, "b": .string, "c": .string])))
        #expect(three.joined(more, limits: limits) == .mixed)
    }
}
