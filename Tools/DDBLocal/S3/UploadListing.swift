/// A page of the uploads of a bucket, in the order of their keys and of when they were started.
struct UploadListing: Sendable {
    /// What a page goes on behind.
    struct Marker: Sendable, Hashable {
        var key: String
        /// The upload of the key; nil behind all of the key's.
        var identifier: String?
    }

    private(set) var uploads: [UploadRecord] = []
    /// What keys begin with that a delimiter ends.
    private(set) var groups: [[UInt8]] = []
    /// What the next page goes on behind; nil at the end.
    private(set) var next: Marker?

    /// Lists a page.
    init(
        of bucket: S3Bucket, prefix: String, delimiter: String, after marker: Marker?, countMax: Int
    ) {
        let prefix = Array(prefix.utf8)
        let delimiter = Array(delimiter.utf8)
        var all = bucket.uploads.values.map { (key: ObjectKey($0.record.key), record: $0.record) }
        all.removeAll { !$0.key.hasPrefix(prefix) }
        all.sort { ($0.key, $0.record.identifier) < ($1.key, $1.record.identifier) }
        var passed: [UInt8]?
        if let marker {
            let behind = ObjectKey(marker.key)
            all.removeAll { entry in
                guard entry.key == behind, let identifier = marker.identifier else {
                    return entry.key <= behind
                }
                return entry.record.identifier <= identifier
            }
            // A page that ended with a group names that, and its keys are not to come again.
            let group = behind.group(behind: prefix, delimiter: delimiter)
            if group == behind.bytes { passed = group }
        }
        var last: Marker?
        for (key, record) in all {
            let group = key.group(behind: prefix, delimiter: delimiter)
            if let group, group == passed { continue }
            guard uploads.count + groups.count < countMax else {
                next = last
                return
            }
            passed = group
            if let group {
                groups.append(group)
                last = Marker(key: String(decoding: group, as: UTF8.self))
            } else {
                uploads.append(record)
                last = Marker(key: record.key, identifier: record.identifier)
            }
        }
    }
}
