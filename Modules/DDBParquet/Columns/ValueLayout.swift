/// How the values of one chunk are laid out, with what that needs.
enum ValueLayout {
    case plain
    case booleanRuns
    case deltaIntegers
    case deltaLengths
    /// Indices, the entries, and the width of an index.
    case dictionary(indices: [UInt32], entries: LeafValues, bitWidth: Int)

    /// The encoding of the data pages.
    var encoding: Encoding {
        switch self {
        case .plain: .plain
        case .booleanRuns: .rle
        case .deltaIntegers: .deltaBinaryPacked
        case .deltaLengths: .deltaLengthByteArray
        case .dictionary: .rleDictionary
        }
    }

    /// Appends the values of one page.
    func append(_ values: LeafValues, _ range: Range<Int>, to output: inout ByteBuffer) {
        switch self {
        case .plain: values.appendPlain(range, to: &output)
        case .booleanRuns: Self.appendRuns(values, range, to: &output)
        case .deltaIntegers: Self.appendDeltas(values, range, to: &output)
        case .deltaLengths:
            guard case .byteArray(let column) = values else { return }
            DeltaLengthByteArrayEncoding.append(column, range, to: &output)
        case .dictionary(let indices, _, let bitWidth):
            output.append(UInt8(bitWidth))
            unsafe indices.withUnsafeBufferPointer { indices in
                unsafe RLEBitPackedEncoding.append(
                    UnsafeBufferPointer(rebasing: indices[range]), bitWidth: bitWidth, to: &output)
            }
        }
    }

    static func appendDeltas(
        _ values: LeafValues, _ range: Range<Int>, to output: inout ByteBuffer
    ) {
        switch values {
        case .int32(let numbers):
            unsafe numbers.withUnsafeBufferPointer { numbers in
                unsafe DeltaBinaryPackedEncoding.append(
                    UnsafeBufferPointer(rebasing: numbers[range]), to: &output)
            }
        case .int64(let numbers):
            unsafe numbers.withUnsafeBufferPointer { numbers in
                unsafe DeltaBinaryPackedEncoding.append(
                    UnsafeBufferPointer(rebasing: numbers[range]), to: &output)
            }
        case .boolean, .int96, .float, .double, .byteArray, .fixed: return
        }
    }

    /// Booleans as runs have their size before them in both page versions.
    private static func appendRuns(
        _ values: LeafValues, _ range: Range<Int>, to output: inout ByteBuffer
    ) {
        guard case .boolean(let booleans) = values else { return }
        let start = output.count
        output.append(UInt32(0))
        let bits = booleans[range].map { $0 ? UInt8(1) : 0 }
        unsafe bits.withUnsafeBufferPointer { bits in
            unsafe RLEBitPackedEncoding.append(bits, bitWidth: 1, to: &output)
        }
        output.replace(at: start, with: UInt32(output.count - start - 4))
    }
}

extension LeafValues {
    /// Appends values in the plain encoding.
    func appendPlain(_ range: Range<Int>, to output: inout ByteBuffer) {
        switch self {
        case .boolean(let values): PlainEncoding.append(values, range, to: &output)
        case .int32(let values): PlainEncoding.append(values, range, to: &output)
        case .int64(let values): PlainEncoding.append(values, range, to: &output)
        case .float(let values): PlainEncoding.append(values, range, to: &output)
        case .double(let values): PlainEncoding.append(values, range, to: &output)
        case .int96(let column), .fixed(let column):
            PlainEncoding.append(column, range, to: &output)
        case .byteArray(let column): PlainEncoding.append(column, range, to: &output)
        }
    }

    /// The size of all values in the plain encoding, in bytes.
    var plainBytes: Int {
        switch self {
        case .boolean(let values): (values.count + 7) / 8
        case .int32(let values): values.count * 4
        case .int64(let values): values.count * 8
        case .float(let values): values.count * 4
        case .double(let values): values.count * 8
        case .int96(let column), .fixed(let column): column.bytes.count
        case .byteArray(let column): column.bytes.count + column.count * 4
        }
    }
}
