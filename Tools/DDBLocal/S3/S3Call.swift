import DDBHTTP

/// A call of S3 whose caller and body are proven.
struct S3Call: Sendable {
    var operation: S3Operation
    var bucket: String
    var key: String
    var query: [QueryItem]
    var headers: HeaderFields
    var body: S3Body

    /// The value of a parameter; nil where it is not there.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name }.map { $0.value ?? "" }
    }

    /// The number of a parameter; nil where it is not there.
    func number(_ name: String, in range: ClosedRange<Int>) throws(S3Refusal) -> Int? {
        guard let text = parameter(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalidArgument(
                "Argument \(name) must be an integer between \(range.lowerBound) and"
                    + " \(range.upperBound)", name: name, value: text)
        }
        return number
    }

    /// What has to hold for something to be written.
    func writeCondition() throws(S3Refusal) -> S3Store.Condition {
        var condition = S3Store.Condition()
        if let tag = headers["if-none-match"] {
            guard tag == "*" else { throw .notImplemented("If-None-Match") }
            condition.isAbsent = true
        }
        condition.etag = headers["if-match"]
        return condition
    }

    /// Fields of which S3 keeps what was sent.
    private static let keptNames = [
        "cache-control", "content-disposition", "content-language", "expires",
        "x-amz-website-redirect-location",
    ]

    /// What is kept of the head with an object.
    func keptFields() throws(S3Refusal) -> [KeptField] {
        var fields = [
            KeptField(
                name: "content-type", value: headers["content-type"] ?? "binary/octet-stream")
        ]
        let encodings = (headers["content-encoding"] ?? "").split(separator: ",").filter {
            $0.filter { $0 != " " } != "aws-chunked"
        }
        if !encodings.isEmpty {
            fields.append(
                KeptField(name: "content-encoding", value: encodings.joined(separator: ",")))
        }
        for name in Self.keptNames {
            if let value = headers[name] { fields.append(KeptField(name: name, value: value)) }
        }
        var metadataBytes = 0
        for field in headers {
            let name = field.name.lowercased()
            guard name.hasPrefix("x-amz-meta-") else { continue }
            metadataBytes += name.utf8.count - "x-amz-meta-".utf8.count + field.value.utf8.count
            fields.append(KeptField(name: name, value: field.value))
        }
        guard metadataBytes <= S3Limits.metadataBytesMax else {
            throw S3Refusal(
                400, "MetadataTooLarge",
                "Your metadata headers exceed the maximum allowed metadata size",
                [
                    ("Size", String(metadataBytes)),
                    ("MaxSizeAllowed", String(S3Limits.metadataBytesMax)),
                ])
        }
        fields.append(
            KeptField(
                name: "x-amz-server-side-encryption",
                value: headers["x-amz-server-side-encryption"] ?? "AES256"))
        if let key = headers["x-amz-server-side-encryption-aws-kms-key-id"] {
            fields.append(
                KeptField(name: "x-amz-server-side-encryption-aws-kms-key-id", value: key))
        }
        return fields
    }
}
