import DDBBase

/// A page of the keys of a bucket.
struct S3Listing: Sendable {
    /// Where a page goes on.
    enum Marker: Sendable, Hashable {
        /// Behind a key.
        case key([UInt8])
        /// Behind all keys that begin so.
        case group([UInt8])

        /// What clients send back.
        var token: String {
            let (kind, bytes) =
                switch self {
                case .key(let bytes): ("k", bytes)
                case .group(let bytes): ("g", bytes)
                }
            let all = Array(kind.utf8) + bytes
            return Base64.encode(all.span.bytes)
        }

        init?(token: String) {
            guard let bytes = Base64.decode(token), let kind = bytes.first else { return nil }
            switch kind {
            case UInt8(ascii: "k"): self = .key(Array(bytes.dropFirst()))
            case UInt8(ascii: "g"): self = .group(Array(bytes.dropFirst()))
            default: return nil
            }
        }

        static func key(_ text: String) -> Marker { .key(Array(text.utf8)) }
    }

    private(set) var objects: [StoredObject] = []
    private(set) var groups: [[UInt8]] = []
    /// Where the next page goes on; nil at the end.
    private(set) var next: Marker?

    /// How many keys and groups there are.
    var count: Int { objects.count + groups.count }

    /// Lists a page.
    init(
        of bucket: S3Bucket, prefix: String, delimiter: String, after marker: Marker?, countMax: Int
    ) {
        let prefix = Array(prefix.utf8)
        let delimiter = Array(delimiter.utf8)
        guard countMax > 0 else { return }
        var index = bucket.firstIndex(notBelow: ObjectKey(prefix))
        var last: Marker?
        switch marker {
        case .key(let key): index = max(index, bucket.firstIndex(above: ObjectKey(key)))
        case .group(let group): index = max(index, bucket.firstIndex(behind: group))
        case nil: break
        }
        while index < bucket.objects.count, bucket.objects[index].key.hasPrefix(prefix) {
            guard count < countMax else {
                next = last
                return
            }
            let object = bucket.objects[index]
            if let group = object.key.group(behind: prefix, delimiter: delimiter) {
                groups.append(group)
                index = bucket.firstIndex(behind: group)
                last = .group(group)
            } else {
                objects.append(object)
                index += 1
                last = .key(object.key.bytes)
            }
        }
    }
}
