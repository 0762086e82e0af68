import DDBAttributes

/// The lines of DynamoDB JSON that one data file holds, or that its Ion stands for.
struct DataFileText: ~Copyable {
    private(set) var input: DataFileInput
    /// Set where the file is Ion.
    private var transcoder: IonTranscoder?
    private var isInputAtEnd = false
    /// Why the Ion of the file goes on no further.
    private(set) var fault: AttributeError?

    init(
        _ input: consuming DataFileInput, format: ManifestSummary.Format, settings: ExportSettings
    ) {
        self.input = input
        switch format {
        case .dynamoDBJSON: transcoder = nil
        case .ion: transcoder = IonTranscoder(limits: settings.decodeLimits)
        }
    }

    /// Writes as much of the lines into memory as is at hand.
    ///
    /// - Returns: How many bytes were written; 0 at the end of the file, and where ``fault`` is.
    mutating func read(
        into region: UnsafeMutableRawBufferPointer, afterLine line: Int
    ) throws(ExportError) -> Int {
        guard transcoder != nil else {
            return unsafe try input.inflate(into: region, afterLine: line)
        }
        while true {
            let count = unsafe transcode(into: region)
            if count > 0 || isInputAtEnd || fault != nil { return count }
            try fill(afterLine: line)
        }
    }

    /// Compares the MD5 of the whole file with that of the manifest.
    mutating func matchesChecksum() throws(ExportError) -> Bool {
        try input.matchesChecksum()
    }

    private mutating func transcode(into region: UnsafeMutableRawBufferPointer) -> Int {
        do throws(AttributeError) {
            return unsafe try transcoder?.read(into: region, isLast: isInputAtEnd) ?? 0
        } catch {
            fault = error
            return 0
        }
    }

    /// Inflates until the transcoder's memory is full or the file ends.
    private mutating func fill(afterLine line: Int) throws(ExportError) {
        repeat {
            let count = unsafe try transcoder?.fill { region throws(ExportError) in
                unsafe try input.inflate(into: region, afterLine: line)
            }
            if count ?? 0 == 0 { isInputAtEnd = true }
        } while !isInputAtEnd && transcoder?.freeByteCount ?? 0 > 0
    }
}
