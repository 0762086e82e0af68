import DDBBase

/// A field of the head that is kept with an object.
struct KeptField: Sendable, Codable {
    var name: String
    var value: String
}

/// What is kept of a checksum.
struct KeptChecksum: Sendable, Codable, Equatable {
    /// `CRC32` and the like.
    var algorithm: String
    var text: String
    /// `FULL_OBJECT` or `COMPOSITE`.
    var type: String
}

/// What is kept of an object besides its bytes.
struct ObjectRecord: Sendable, Codable {
    var key: String
    /// With its quotes.
    var etag: String
    var modified: Instant
    var fields: [KeptField]
    var checksum: KeptChecksum?
    /// How many parts it was uploaded in; nil where in none.
    var partCount: Int?
}

/// An object, which a later one of its key replaces.
final class StoredObject: Sendable {
    let key: ObjectKey
    let record: ObjectRecord
    let content: ObjectContent

    init(_ record: ObjectRecord, _ content: ObjectContent) {
        key = ObjectKey(record.key)
        self.record = record
        self.content = content
    }
}
