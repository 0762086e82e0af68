import DDBAttributes
import DDBParquet

/// How a leaf of a part holds exact numbers.
enum NumberForm: Hashable {
    /// 64-bit integers.
    case integer
    /// Decimals, by their unscaled values.
    case decimal(precision: Int, scale: Int)
    /// The digits as text; of a text column it only is this where the table says so.
    case digits

    /// The form of a leaf, or nil where it holds no numbers, or text.
    init?(_ leaf: SchemaLeaf) {
        switch (leaf.physicalType, leaf.logicalType) {
        case (.int64, nil), (.int64, .integer(bitWidth: 64, isSigned: true)):
            self = .integer
        case (.int32, .decimal(let precision, let scale)),
            (.int64, .decimal(let precision, let scale)),
            (.fixed, .decimal(let precision, let scale)):
            self = .decimal(precision: precision, scale: scale)
        case _: return nil
        }
    }

    /// The form of the text that a table has where a part still has numbers.
    init?(digits leaf: SchemaLeaf) {
        guard leaf.physicalType == .byteArray, leaf.logicalType == .string else { return nil }
        self = .digits
    }

    /// Whether every number of this form is one of the other too.
    func widens(to other: NumberForm) -> Bool {
        switch (self, other) {
        case (.integer, .decimal(let precision, let scale)):
            // 19 digits hold what 64 bits do; a narrower column has been filled from what fits it.
            precision >= scale
        case (.decimal(let precision, let scale), .decimal(let wider, let finer)):
            finer >= scale && wider - finer >= precision - scale
        case (.integer, .digits), (.decimal, .digits): true
        case (.integer, .integer), (.decimal, .integer), (.digits, _): false
        }
    }

    /// The numbers in a wider form.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the values are not of this form, or one does
    ///   not fit the other.
    func widened(_ values: LeafValues, to wider: NumberForm) throws(StoreError) -> LeafValues {
        let mantissas = try mantissas(values)
        switch wider {
        case .integer: throw LeafAlignment.mismatch
        case .digits:
            var bytes: [UInt8] = []
            var offsets: [UInt32] = [0]
            offsets.reserveCapacity(mantissas.count + 1)
            for mantissa in mantissas {
                NumberText.append(mantissa: mantissa, scale: scale, to: &bytes)
                guard bytes.count <= Int(UInt32.max) else { throw ValuePile.tooLarge }
                offsets.append(UInt32(bytes.count))
            }
            return .byteArray(ByteArrayColumn(checked: bytes, offsets))
        case .decimal(let precision, let finer):
            return try Self.decimals(
                mantissas, powerOfTen: finer - scale, precision: precision)
        }
    }

    private var scale: Int {
        switch self {
        case .integer, .digits: 0
        case .decimal(_, let scale): scale
        }
    }

    private func mantissas(_ values: LeafValues) throws(StoreError) -> [Int128] {
        switch (self, values) {
        case (.integer, .int64(let numbers)), (.decimal, .int64(let numbers)):
            return numbers.map { Int128($0) }
        case (.decimal, .int32(let numbers)):
            return numbers.map { Int128($0) }
        case (.decimal, .fixed(let numbers)):
            return (0..<numbers.count).map { Int128(bigEndian: numbers[$0]) }
        case (.integer, _), (.decimal, _), (.digits, _):
            throw LeafAlignment.mismatch
        }
    }

    private static func decimals(
        _ mantissas: [Int128], powerOfTen: Int, precision: Int
    ) throws(StoreError) -> LeafValues {
        var factor: Int128 = 1
        for _ in 0..<powerOfTen {
            let (product, overflow) = factor.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw LeafAlignment.mismatch }
            factor = product
        }
        var bound: Int128 = 1
        for _ in 0..<precision { bound *= 10 }
        var scaled: [Int128] = []
        scaled.reserveCapacity(mantissas.count)
        for mantissa in mantissas {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
            guard !overflow, product > -bound, product < bound else {
                throw LeafAlignment.mismatch
            }
            scaled.append(product)
        }
        switch DecimalForm(precision: precision) {
        case .int32: return .int32(scaled.map { Int32(truncatingIfNeeded: $0) })
        case .int64: return .int64(scaled.map { Int64(truncatingIfNeeded: $0) })
        case .fixed(let width):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(scaled.count * width)
            for number in scaled {
                for index in (0..<width).reversed() {
                    bytes.append(UInt8(truncatingIfNeeded: number >> (index * 8)))
                }
            }
            guard let column = FixedColumn(bytes: bytes, byteCount: width) else {
                throw LeafAlignment.mismatch
            }
            return .fixed(column)
        }
    }
}
