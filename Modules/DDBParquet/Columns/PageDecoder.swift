import DDBBase
import DDBCompression

/// Decodes the pages of one column chunk, one after the other.
struct PageDecoder: ~Copyable {
    private let leaf: SchemaLeaf
    private let codec: Codec
    private let limits: ReaderLimits
    private var decompressor: PageDecompressor
    private var dictionary: ValueSink?
    /// The numbers of the dictionary's entries in a sink's union.
    private var numbering: [UInt32]?

    init(
        _ leaf: SchemaLeaf, _ chunk: ColumnChunkMetadata, _ limits: ReaderLimits
    ) throws(ParquetError) {
        guard let codec = chunk.codec else {
            throw ParquetError(
                .unsupported, "Column \(leaf.name) uses codec \(chunk.codecCode), unknown here.")
        }
        guard codec != .lzo, codec != .brotli else {
            throw ParquetError(
                .unsupported,
                "Column \(leaf.name) uses the unsupported codec \(codec.name); write it as ZSTD.")
        }
        let decompressor: PageDecompressor
        do throws(CompressionError) {
            decompressor = try PageDecompressor(codec: codec)
        } catch {
            throw ParquetError(.limitExceeded, error.message, cause: error)
        }
        self.leaf = leaf
        self.codec = codec
        self.limits = limits
        self.decompressor = decompressor
    }

    /// Decodes the page at the offset and moves past it.
    ///
    /// - Parameter entriesMax: The most entries that a data page may have.
    /// - Returns: How many entries came; 0 for a page that holds no data.
    mutating func decode(
        _ bytes: RawSpan, at offset: inout Int, entriesMax: Int, into sink: inout LeafSink
    ) throws(ParquetError) -> Int {
        var header: PageHeader
        do throws(DecodeFault) {
            var reader = ThriftReader(bytes.extracting(offset..<bytes.byteCount))
            header = try PageHeader(&reader)
            offset += reader.offset
            guard header.compressedBytes <= bytes.byteCount - offset else { throw .truncated }
            guard header.uncompressedBytes <= limits.pageBytesMax else { throw .tooLarge }
        } catch {
            throw error.error("A page header of column \(leaf.name)")
        }
        let body = bytes.extracting(offset..<offset + header.compressedBytes)
        offset += header.compressedBytes
        if let checksum = header.checksum, checksum != FastCRC32.checksum(body) {
            throw ParquetError(
                .checksum, "A page of column \(leaf.name) fails its checksum; fetch it again.")
        }
        switch header.kind {
        case .other: return 0
        case .dictionary(let valueCount, let encoding):
            try decodeDictionary(body, header, valueCount, encoding)
            return 0
        case .data(let data):
            try check(data.valueCount, entriesMax, sink)
            try decodeData(body, header, data, into: &sink)
            return data.valueCount
        case .dataV2(let data):
            try check(data.valueCount, entriesMax, sink)
            try decodeDataV2(body, header, data, into: &sink)
            return data.valueCount
        }
    }

    private func check(
        _ entries: Int, _ entriesMax: Int, _ sink: borrowing LeafSink
    ) throws(ParquetError) {
        guard entries <= entriesMax else { throw fault(.malformed) }
        let levelBytes =
            (leaf.definitionLevelMax > 0 ? 1 : 0) + (leaf.repetitionLevelMax > 0 ? 1 : 0)
        let (bytes, overflow) = entries.multipliedReportingOverflow(
            by: levelBytes + sink.values.valueBytes)
        guard !overflow, bytes <= limits.columnBytesMax - sink.byteCount else {
            throw fault(.tooLarge)
        }
    }

    private func fault(_ fault: DecodeFault) -> ParquetError {
        fault.error("A page of column \(leaf.name)")
    }

    private mutating func decompress(
        _ body: RawSpan, byteCount: Int
    ) throws(ParquetError) -> [UInt8] {
        let content: [UInt8]
        do throws(CompressionError) {
            content = try decompressor.decompress(body, byteCount: byteCount)
        } catch {
            throw ParquetError(
                .malformed, "A page of column \(leaf.name) is damaged; fetch the file again.",
                cause: error)
        }
        guard content.count == byteCount else { throw fault(.malformed) }
        return content
    }

    private mutating func decodeDictionary(
        _ body: RawSpan, _ header: PageHeader, _ valueCount: Int, _ encoding: Int32
    ) throws(ParquetError) {
        let known = Encoding(rawValue: encoding)
        guard dictionary == nil, known == .plain || known == .plainDictionary else {
            throw fault(.malformed)
        }
        let content = try decompress(body, byteCount: header.uncompressedBytes)
        var entries = ValueSink(leaf.physicalType)
        do throws(DecodeFault) {
            var offset = 0
            try unsafe entries.appendPlain(content.span.bytes, at: &offset, count: valueCount)
        } catch {
            throw fault(error)
        }
        dictionary = entries
    }

    private mutating func decodeData(
        _ body: RawSpan, _ header: PageHeader, _ data: PageHeader.DataHeader,
        into sink: inout LeafSink
    ) throws(ParquetError) {
        guard codec != .uncompressed else {
            guard header.uncompressedBytes == body.byteCount else { throw fault(.malformed) }
            return try decodeContent(body, data, into: &sink)
        }
        let content = try decompress(body, byteCount: header.uncompressedBytes)
        try unsafe decodeContent(content.span.bytes, data, into: &sink)
    }

    private mutating func decodeContent(
        _ content: RawSpan, _ data: PageHeader.DataHeader, into sink: inout LeafSink
    ) throws(ParquetError) {
        do throws(DecodeFault) {
            var offset = 0
            let count = data.valueCount
            if leaf.repetitionLevelMax > 0 {
                try Self.decodeLevels(
                    content, &offset, data.repetitionEncoding, leaf.repetitionLevelMax, count,
                    to: &sink.repetitionLevels)
            }
            if leaf.definitionLevelMax > 0 {
                if sink.impliesLevels {
                    if try Self.skipFullLevels(
                        content, &offset, data.definitionEncoding, leaf.definitionLevelMax, count)
                    {
                        sink.appendLevels(repeating: leaf.definitionLevelMax, count: count)
                        return try decodeValues(
                            content, &offset, data.encoding, count, into: &sink)
                    }
                    sink.spellOutLevels(leaf.definitionLevelMax)
                }
                try Self.decodeLevels(
                    content, &offset, data.definitionEncoding, leaf.definitionLevelMax, count,
                    to: &sink.definitionLevels)
            }
            let present = try presentCount(sink, count)
            try decodeValues(content, &offset, data.encoding, present, into: &sink)
        } catch {
            throw fault(error)
        }
    }

    private mutating func decodeDataV2(
        _ body: RawSpan, _ header: PageHeader, _ data: PageHeader.DataHeaderV2,
        into sink: inout LeafSink
    ) throws(ParquetError) {
        let levelBytes = data.repetitionBytes + data.definitionBytes
        sink.spellOutLevels(leaf.definitionLevelMax)
        guard levelBytes <= body.byteCount, levelBytes <= header.uncompressedBytes else {
            throw fault(.malformed)
        }
        let present: Int
        do throws(DecodeFault) {
            var offset = 0
            if leaf.repetitionLevelMax > 0 {
                try Self.decodeRuns(
                    body, &offset, data.repetitionBytes, leaf.repetitionLevelMax, data.valueCount,
                    to: &sink.repetitionLevels)
            }
            offset = data.repetitionBytes
            if leaf.definitionLevelMax > 0 {
                try Self.decodeRuns(
                    body, &offset, levelBytes, leaf.definitionLevelMax, data.valueCount,
                    to: &sink.definitionLevels)
            }
            present = try presentCount(sink, data.valueCount)
        } catch {
            throw fault(error)
        }
        let stored = body.extracting(levelBytes..<body.byteCount)
        var offset = 0
        do throws(DecodeFault) {
            if data.isCompressed, codec != .uncompressed, stored.byteCount > 0 {
                let content = try decompressing(stored, header.uncompressedBytes - levelBytes)
                try unsafe decodeValues(
                    content.span.bytes, &offset, data.encoding, present, into: &sink)
            } else {
                try decodeValues(stored, &offset, data.encoding, present, into: &sink)
            }
        } catch {
            throw fault(error)
        }
    }

    private mutating func decompressing(
        _ body: RawSpan, _ byteCount: Int
    ) throws(DecodeFault) -> [UInt8] {
        do throws(ParquetError) {
            return try decompress(body, byteCount: byteCount)
        } catch {
            throw .malformed
        }
    }

    /// How many of the last entries have a value; all levels are in range.
    private func presentCount(
        _ sink: borrowing LeafSink, _ count: Int
    ) throws(DecodeFault) -> Int {
        guard leaf.definitionLevelMax > 0 else { return count }
        let levels = sink.definitionLevels
        return Levels.count(
            levels, levels.count - count..<levels.count, equal: leaf.definitionLevelMax)
    }

    private mutating func decodeValues(
        _ content: RawSpan, _ offset: inout Int, _ encoding: Int32, _ count: Int,
        into sink: inout LeafSink
    ) throws(DecodeFault) {
        guard count > 0 else { return }
        guard let encoding = Encoding(rawValue: encoding) else { throw .unsupported }
        let budget = limits.columnBytesMax - sink.byteCount
        guard encoding == .rleDictionary || encoding == .plainDictionary else {
            if sink.union != nil {
                var values = ValueSink(leaf.physicalType)
                try values.append(
                    content, at: &offset, count: count, encoding: encoding, byteCountMax: budget)
                let numbers = try sink.union?.add(values) ?? []
                return sink.numbers.append(contentsOf: numbers)
            }
            return try sink.values.append(
                content, at: &offset, count: count, encoding: encoding, byteCountMax: budget)
        }
        guard let dictionary else { throw .malformed }
        guard offset < content.byteCount else { throw .truncated }
        let bitWidth = Int(unsafe content.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        offset += 1
        if sink.union != nil {
            return try decodeNumbers(content, &offset, bitWidth, count, dictionary, into: &sink)
        }
        var indices: [UInt32] = []
        try RLEBitPackedEncoding.decode(
            content, at: &offset, end: content.byteCount, bitWidth: bitWidth, count: count,
            to: &indices)
        try sink.values.append(dictionary, indices, byteCountMax: budget)
    }

    /// Decodes places in the dictionary, and makes them those in the sink's union.
    private mutating func decodeNumbers(
        _ content: RawSpan, _ offset: inout Int, _ bitWidth: Int, _ count: Int,
        _ dictionary: ValueSink, into sink: inout LeafSink
    ) throws(DecodeFault) {
        if numbering == nil { numbering = try sink.union?.add(dictionary) }
        let numbering = numbering ?? []
        let start = sink.numbers.count
        try RLEBitPackedEncoding.decode(
            content, at: &offset, end: content.byteCount, bitWidth: bitWidth, count: count,
            to: &sink.numbers)
        let isKnown = unsafe sink.numbers.withUnsafeMutableBufferPointer { numbers in
            unsafe numbering.withUnsafeBufferPointer { numbering in
                var greatest: UInt32 = 0
                for index in start..<numbers.count {
                    greatest = max(greatest, unsafe numbers[index])
                }
                guard Int(greatest) < numbering.count else { return false }
                for index in start..<numbers.count {
                    unsafe numbers[index] = numbering[Int(numbers[index])]
                }
                return true
            }
        }
        guard isKnown else { throw .malformed }
    }
}

extension PageDecoder {
    /// Moves past the levels of a page of version 1 where they are one run of the greatest.
    private static func skipFullLevels(
        _ content: RawSpan, _ offset: inout Int, _ encoding: Int32, _ greatest: UInt8, _ count: Int
    ) throws(DecodeFault) -> Bool {
        guard Encoding(rawValue: encoding) == .rle, greatest < 0x80, count > 0 else { return false }
        guard content.byteCount - offset >= 4 else { throw .truncated }
        let size = Int(
            unsafe content.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
        guard size <= content.byteCount - offset - 4 else { throw .truncated }
        let end = offset + 4 + size
        var cursor = offset + 4
        guard let header = Varint.read(content, at: &cursor), cursor < end, header & 1 == 0,
            header >> 1 == UInt64(count),
            unsafe content.unsafeLoad(fromByteOffset: cursor, as: UInt8.self) == greatest
        else { return false }
        offset = end
        return true
    }

    /// Levels of a page of version 1.
    private static func decodeLevels(
        _ content: RawSpan, _ offset: inout Int, _ encoding: Int32, _ greatest: UInt8,
        _ count: Int, to levels: inout [UInt8]
    ) throws(DecodeFault) {
        let start = levels.count
        switch Encoding(rawValue: encoding) {
        case .rle:
            guard content.byteCount - offset >= 4 else { throw .truncated }
            let size = Int(
                unsafe content.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
            offset += 4
            guard size <= content.byteCount - offset else { throw .truncated }
            try decodeRuns(content, &offset, offset + size, greatest, count, to: &levels)
        case .bitPacked:
            try RLEBitPackedEncoding.decodeLegacyLevels(
                content, at: &offset,
                bitWidth: RLEBitPackedEncoding.bitWidth(holding: Int(greatest)), count: count,
                to: &levels)
            try check(levels, from: start, greatest)
        case _: throw .unsupported
        }
    }

    /// Runs of levels up to an end, to which the offset moves.
    private static func decodeRuns(
        _ content: RawSpan, _ offset: inout Int, _ end: Int, _ greatest: UInt8, _ count: Int,
        to levels: inout [UInt8]
    ) throws(DecodeFault) {
        let start = levels.count
        try RLEBitPackedEncoding.decode(
            content, at: &offset, end: end,
            bitWidth: RLEBitPackedEncoding.bitWidth(holding: Int(greatest)), count: count,
            to: &levels)
        offset = end
        try check(levels, from: start, greatest)
    }

    private static func check(
        _ levels: [UInt8], from start: Int, _ greatest: UInt8
    ) throws(DecodeFault) {
        guard Levels.greatest(levels, from: start) <= greatest else { throw .malformed }
    }
}
