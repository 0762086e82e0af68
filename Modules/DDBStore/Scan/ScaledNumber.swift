import DDBAttributes

/// A number as the integers of a decimal column see it: multiplied by a power of ten and cut
/// downwards, so that comparing an integer with it is exact.
struct ScaledNumber: Equatable {
    /// The greatest integer that is not above the number; cut to about 10^38 either way.
    var floor: Int128
    /// Whether the integer is the number.
    var isExact: Bool

    /// No column has an unscaled value of so much.
    private static let bound = Int128.max / 2

    /// Multiplies a number by 10^scale.
    init(_ number: DecimalNumber, scale: Int) {
        floor = number.mantissa
        isExact = true
        var shift = number.exponent + scale
        while shift > 0, floor != 0 {
            guard floor.magnitude <= UInt128(Self.bound / 10) else {
                floor = floor < 0 ? -Self.bound : Self.bound
                isExact = false
                return
            }
            floor *= 10
            shift -= 1
        }
        while shift < 0, floor != 0, floor != -1 || isExact {
            let (quotient, remainder) = floor.quotientAndRemainder(dividingBy: 10)
            floor = remainder < 0 ? quotient - 1 : quotient
            isExact = isExact && remainder == 0
            shift += 1
        }
    }

    /// The least integer that is not below the number.
    var ceiling: Int128 { isExact ? floor : floor + 1 }
}
