import DDBBase

/// What is kept of an upload in parts besides its parts.
struct UploadRecord: Sendable, Codable {
    var identifier: String
    var key: String
    var started: Instant
    var fields: [KeptField]
    /// The algorithm of the checksums, where the upload has named one.
    var algorithm: String?
    /// `FULL_OBJECT` or `COMPOSITE`.
    var checksumType: String?
}

/// What is kept of a part besides its bytes.
struct PartRecord: Sendable, Codable {
    var number: Int
    /// With its quotes.
    var etag: String
    var modified: Instant
    var checksum: KeptChecksum?
}

/// A part of an upload.
final class StoredPart: Sendable {
    let record: PartRecord
    let content: ObjectContent

    init(_ record: PartRecord, _ content: ObjectContent) {
        self.record = record
        self.content = content
    }
}

/// An upload that is neither completed nor given up.
struct StoredUpload: Sendable {
    let record: UploadRecord
    var parts: [Int: StoredPart] = [:]

    var byteCount: Int { parts.values.reduce(0) { $0 + $1.content.byteCount } }
}
