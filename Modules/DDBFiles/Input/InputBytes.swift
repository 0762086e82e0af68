import DDBCompression
public import DDBPipeline

/// Reads a file from its beginning, decompressed where its name ends in `.gz`, `.gzip`, `.zst` or
/// `.zstd`, in bounded memory.
public final class InputBytes {
    /// The most bytes that a compressed file may hold: 64 TiB.
    public static let inflatedByteCountMax = 64 << 40
    private static let pieceByteCount = 256 << 10

    private let file: InputFile
    private let compression: Compression?
    private var gzip: GzipDecoder?
    private var zstd: ZstdStreamDecoder?
    private var piece: [UInt8] = []
    private var consumed = 0
    private var isAtEnd = false

    /// How many bytes of the file itself have been read, for progress bars.
    public private(set) var fileByteCount = 0
    /// The offset of what comes next in the decompressed bytes.
    public private(set) var offset = 0

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed`.
    public init(path: String) throws(PipelineError) {
        let file = try InputFile(path: path)
        self.file = file
        compression = Self.compression(of: path)
        do throws(CompressionError) {
            switch compression {
            case .gzip: gzip = try GzipDecoder(limit: Self.inflatedByteCountMax)
            case .zstd: zstd = try ZstdStreamDecoder(limit: Self.inflatedByteCountMax)
            case nil: break
            }
        } catch {
            throw Self.failure(error, file.path)
        }
    }

    /// How files are compressed.
    public enum Compression: Sendable {
        /// RFC 1952.
        case gzip
        /// RFC 8878.
        case zstd
    }

    /// What a file's name says of its compression; nil where it is not compressed.
    public static func compression(of path: String) -> Compression? {
        if path.hasSuffix(".gz") || path.hasSuffix(".gzip") { return .gzip }
        return path.hasSuffix(".zst") || path.hasSuffix(".zstd") ? .zstd : nil
    }

    /// Reads into memory.
    ///
    /// - Returns: The number of bytes, 0 at the end, or nil where a pipe has given nothing for a
    ///   while.
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` where the file cannot be read or is
    ///   damaged, and where it is compressed or a Parquet file without its name saying so.
    @unsafe
    public func read(into room: UnsafeMutableRawBufferPointer) throws(PipelineError) -> Int? {
        guard room.count > 0 else { return 0 }
        if compression == nil {
            guard let count = unsafe try file.read(into: room) else { return nil }
            if offset == 0 {
                let start = unsafe UnsafeRawBufferPointer(rebasing: room[..<count])
                try unsafe refuse(RawSpan(_unsafeBytes: start))
            }
            fileByteCount += count
            offset += count
            return count
        }
        while true {
            let count = unsafe try inflate(into: room)
            if count > 0 {
                offset += count
                return count
            }
            if isAtEnd {
                try finish()
                return 0
            }
            guard try refill() else { return nil }
        }
    }

    /// Refuses what is no text by its first bytes.
    private func refuse(_ bytes: RawSpan) throws(PipelineError) {
        guard let mark = FileMark(bytes) else { return }
        throw PipelineError(
            .sourceFailed, mark.message(file.path), disposition: .reconfigure)
    }

    /// Goes on at an offset of the decompressed bytes, which lies ahead.
    ///
    /// - Returns: Whether the file reaches so far.
    /// - Throws: As ``read(into:)``.
    public func skip(to target: Int) throws(PipelineError) -> Bool {
        precondition(target >= offset, "a file is read forward")
        if compression == nil, file.seek(to: target) {
            fileByteCount = target
            offset = target
            return try InputFile.byteCount(path: file.path).map { $0 >= target } ?? true
        }
        var room = [UInt8](repeating: 0, count: 64 << 10)
        while offset < target {
            let wanted = min(room.count, target - offset)
            let result: Result<Int?, PipelineError> = unsafe room.withUnsafeMutableBytes { room in
                do throws(PipelineError) {
                    return .success(
                        unsafe try read(into: .init(rebasing: room[..<wanted])))
                } catch {
                    return .failure(error)
                }
            }
            if let count = try result.get(), count == 0 { return false }
        }
        return true
    }

    private func refill() throws(PipelineError) -> Bool {
        if piece.isEmpty { piece = [UInt8](repeating: 0, count: Self.pieceByteCount) }
        var count: Int?
        if piece.count < Self.pieceByteCount {
            piece.append(
                contentsOf: repeatElement(0, count: Self.pieceByteCount - piece.count))
        }
        let result: Result<Int?, PipelineError> = unsafe piece.withUnsafeMutableBytes { room in
            do throws(PipelineError) {
                return .success(unsafe try file.read(into: room))
            } catch {
                return .failure(error)
            }
        }
        count = try result.get()
        guard let count else { return false }
        piece.removeLast(piece.count - count)
        consumed = 0
        fileByteCount += count
        isAtEnd = count == 0
        return true
    }

    private func inflate(into room: UnsafeMutableRawBufferPointer) throws(PipelineError) -> Int {
        var output = unsafe MutableRawSpan(_unsafeBytes: room)
        // A second reference, so that the decoder may change while it reads.
        let input = piece
        var position = consumed
        defer { consumed = position }
        do throws(CompressionError) {
            if let count = unsafe try gzip?.decode(
                input.span.bytes, consumed: &position, into: &output)
            {
                return count
            }
            return unsafe try zstd?.decode(
                input.span.bytes, consumed: &position, into: &output) ?? 0
        } catch {
            throw Self.failure(error, file.path)
        }
    }

    private func finish() throws(PipelineError) {
        do throws(CompressionError) {
            try gzip?.finish()
            try zstd?.finish()
        } catch {
            throw Self.failure(error, file.path)
        }
    }

    private static func failure(_ error: CompressionError, _ path: String) -> PipelineError {
        PipelineError(
            .sourceFailed, "\(path): \(error.message)", disposition: .corrupt, cause: error)
    }
}
