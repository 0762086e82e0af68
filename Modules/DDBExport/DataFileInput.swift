import DDBCompression
import DDBDigest
import DDBStorage

/// Reads and inflates one data file, and takes the MD5 of what it reads.
struct DataFileInput: ~Copyable {
    private let blob: any BlobReader
    private let file: ExportFile
    private let pieceByteCount: Int
    private var decoder: GzipDecoder
    private var digest: StreamingDigest?
    private var buffer: [UInt8] = []
    /// How much of the buffer is inflated, and how much of the file is read.
    private var consumed = 0
    private var offset = 0
    private var checksum: UInt32 = 0
    private var isDamaged = false

    init(blob: any BlobReader, file: ExportFile, settings: ExportSettings) throws(ExportError) {
        let decoder = try Self.makeDecoder(file, settings)
        let digest = try Self.makeDigest(file)
        self.decoder = decoder
        self.digest = digest
        self.blob = blob
        self.file = file
        pieceByteCount = max(settings.readByteCount, 1)
    }

    private static func makeDecoder(
        _ file: ExportFile, _ settings: ExportSettings
    ) throws(ExportError) -> GzipDecoder {
        do {
            return try GzipDecoder(limit: settings.inflatedByteCountMax)
        } catch {
            throw ExportError(.damagedFile, error.message, file: file.path, cause: error)
        }
    }

    private static func makeDigest(_ file: ExportFile) throws(ExportError) -> StreamingDigest? {
        guard file.md5 != nil else { return nil }
        do {
            return try StreamingDigest(.md5)
        } catch {
            throw ExportError(.unsupported, error.message, file: file.path, cause: error)
        }
    }

    /// How much of the file has been read.
    var readByteCount: Int { offset }

    /// What of the file has been read.
    var readPrefix: FilePrefix { FilePrefix(byteCount: offset, checksum: checksum) }

    /// How much it has inflated to.
    var inflatedByteCount: Int { decoder.byteCount }

    /// Inflates into memory as much as is at hand.
    ///
    /// - Returns: How many bytes were written; 0 at the end of the file.
    mutating func inflate(
        into region: UnsafeMutableRawBufferPointer, afterLine line: Int
    ) throws(ExportError) -> Int {
        while true {
            let count = unsafe try step(region, line)
            if count > 0 { return count }
            guard consumed == buffer.count else { throw damaged(line, nil) }
            guard try readMore() else { break }
        }
        do {
            try decoder.finish()
        } catch {
            throw damaged(line, error)
        }
        return 0
    }

    /// Reads what is left of the file and compares the MD5 of all of it.
    ///
    /// - Returns: Whether it is the manifest's; true where the manifest has none.
    mutating func matchesChecksum() throws(ExportError) -> Bool {
        while try readMore() {}
        guard let finished = digest.take(), let expected = file.md5 else { return true }
        do {
            return try finished.finish() == expected
        } catch {
            throw ExportError(.unsupported, error.message, file: file.path, cause: error)
        }
    }

    private mutating func step(
        _ region: UnsafeMutableRawBufferPointer, _ line: Int
    ) throws(ExportError) -> Int {
        do {
            var output = unsafe MutableRawSpan(_unsafeBytes: region)
            // A second reference, so that the decoder may change while it reads.
            let input = buffer
            var position = consumed
            defer { consumed = position }
            return unsafe try decoder.decode(
                input.span.bytes, consumed: &position, into: &output)
        } catch {
            guard error.code == .limitExceeded else { throw damaged(line, error) }
            throw ExportError(
                .tooLarge, "The file inflates to more than the limit.", file: file.path, line: line,
                cause: error)
        }
    }

    /// Replaces the buffer by the next bytes of the file; false at its end.
    private mutating func readMore() throws(ExportError) -> Bool {
        let count = min(pieceByteCount, blob.byteCount - offset)
        guard count > 0 else { return false }
        do {
            try blob.read(offset: offset, count: count, into: &buffer)
        } catch {
            throw ExportError(
                .damagedFile, "The file cannot be read: \(error)", file: file.path, cause: error)
        }
        offset += count
        checksum = unsafe FastCRC32.checksum(buffer.span.bytes, continuing: checksum)
        consumed = 0
        do {
            let bytes = buffer
            unsafe try digest?.update(bytes.span.bytes)
        } catch {
            throw ExportError(.unsupported, error.message, file: file.path, cause: error)
        }
        return true
    }

    private func damaged(_ line: Int, _ cause: CompressionError?) -> ExportError {
        let fault = cause?.code == .truncated ? "ends too early" : "is damaged"
        return ExportError(
            .damagedFile, "The gzip file \(fault) behind line \(line); copy it again.",
            file: file.path, line: line, cause: cause)
    }
}
