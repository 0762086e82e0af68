public import DDBBase
import DDBClientCore
import DDBHTTP

/// Says which keys of a bucket to list.
public struct ListObjectsV2Request: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// What the keys begin with.
    public var prefix: String
    /// The text at which keys are cut into ``ListObjectsV2Reply/commonPrefixes``, behind the
    /// prefix.
    public var delimiter: String?
    /// The key, which need not exist, after which to begin.
    public var startAfter: String?
    /// ``ListObjectsV2Reply/nextContinuationToken`` of the page before.
    public var continuationToken: String?
    /// The most keys and prefixes of a page, up to 1000; nil leaves it to S3.
    public var maxKeys: Int?
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// Creates a request.
    public init(
        bucket: String, prefix: String = "", delimiter: String? = nil, startAfter: String? = nil,
        continuationToken: String? = nil, maxKeys: Int? = nil, expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.startAfter = startAfter
        self.continuationToken = continuationToken
        self.maxKeys = maxKeys
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// A page of keys.
public struct ListObjectsV2Reply: Sendable, Hashable {
    /// One object of a listing.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: String
        /// The size.
        public let byteCount: Int
        /// When it was written.
        public let modified: Instant
        /// The tag of its content.
        public let etag: String?
    }

    /// The objects, in the order of the bytes of their keys.
    public let entries: [Entry]
    /// What keys have before the delimiter, and with it.
    public let commonPrefixes: [String]
    /// What to ask the next page with; nil at the end.
    public let nextContinuationToken: String?
}

extension S3Client {
    /// Lists a page of keys.
    ///
    /// - Throws: `ClientError`, among its codes `noSuchBucket`; ``S3Error``.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    public func listObjectsV2(
        _ request: ListObjectsV2Request
    ) async throws -> ListObjectsV2Reply {
        var call = try makeCall(
            "ListObjectsV2", .get, bucket: request.bucket, owner: request.expectedBucketOwner)
        // XML cannot hold every character of a key; escapes can.
        call.query = [QueryItem("list-type", "2"), QueryItem("encoding-type", "url")]
        call.query.append(QueryItem("prefix", request.prefix))
        let optional = [
            ("delimiter", request.delimiter), ("start-after", request.startAfter),
            ("continuation-token", request.continuationToken),
            ("max-keys", request.maxKeys.map { String($0) }),
        ]
        for case (let name, let value?) in optional { call.query.append(QueryItem(name, value)) }
        let reply = try await send(call)
        let page = try decode(reply, of: call, root: "ListBucketResult", as: ListDocument.self)
        guard let read = page.reply else {
            throw S3Error(
                .malformedReply,
                "A listing of bucket '\(request.bucket)' lacks a key, a size, a time or the "
                    + "token of its next page.")
        }
        return read
    }
}

private struct ListDocument: Decodable {
    struct Entry: Decodable {
        var key: String?
        var size: Int?
        var lastModified: String?
        var eTag: String?
    }

    struct Prefix: Decodable {
        var prefix: String?
    }

    var isTruncated: Bool
    var nextContinuationToken: String?
    var encodingType: String?
    var contents: [Entry]?
    var commonPrefixes: [Prefix]?

    /// The page, or nil where a part of it is missing.
    var reply: ListObjectsV2Reply? {
        var entries: [ListObjectsV2Reply.Entry] = []
        for entry in contents ?? [] {
            guard let key = entry.key, let size = entry.size, size >= 0,
                let modified = entry.lastModified.flatMap({ Instant(iso8601: $0) })
            else { return nil }
            entries.append(
                ListObjectsV2Reply.Entry(
                    key: decoded(key), byteCount: size, modified: modified, etag: entry.eTag))
        }
        guard !isTruncated || nextContinuationToken?.isEmpty == false else { return nil }
        return ListObjectsV2Reply(
            entries: entries,
            commonPrefixes: (commonPrefixes ?? []).compactMap(\.prefix).map(decoded),
            nextContinuationToken: isTruncated ? nextContinuationToken : nil)
    }

    /// S3 escapes as forms do: a space is `+`, and `+` is `%2B`.
    private func decoded(_ text: String) -> String {
        guard encodingType == "url" else { return text }
        let spaced = text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return String(decoding: PercentEncoding.decode(spaced), as: UTF8.self)
    }
}
