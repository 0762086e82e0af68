import DDBBase
import DDBJSON

/// What ExportTableToPointInTime is asked for, checked by itself.
struct ExportRequest: Codable, Hashable, Sendable {
    enum Format: String, Codable, Sendable {
        case json = "DYNAMODB_JSON"
        case ion = "ION"
    }

    enum Kind: String, Codable, Sendable {
        case full = "FULL_EXPORT"
        case incremental = "INCREMENTAL_EXPORT"
    }

    enum View: String, Codable, Sendable {
        case new = "NEW_IMAGE"
        case newAndOld = "NEW_AND_OLD_IMAGES"
    }

    var tableARN: String
    var bucket: String
    var bucketOwner: String?
    var prefix: String?
    var encryption: String?
    var encryptionKey: String?
    var format: Format
    var kind: Kind
    var exportTime: Instant?
    var from: Instant?
    var to: Instant?
    var view: View

    init(_ members: RequestMembers) throws(ServiceRefusal) {
        tableARN = try Self.required(members, "TableArn", 1...1024)
        bucket = try Self.required(members, "S3Bucket", 0...255)
        guard Self.isBucket(bucket) else {
            throw .constraint(
                "'\(bucket)'", at: "s3Bucket",
                "Member must satisfy regular expression pattern: "
                    + #"^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$"#)
        }
        bucketOwner = try members.string("S3BucketOwner")
        if let bucketOwner {
            let isAccount =
                bucketOwner.utf8.count == 12
                && bucketOwner.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isAccount else {
                throw .constraint(
                    "'\(bucketOwner)'", at: "s3BucketOwner",
                    "Member must satisfy regular expression pattern: [0-9]{12}")
            }
        }
        prefix = try Self.text(members, "S3Prefix", 0...1024)
        encryption = try members.string("S3SseAlgorithm")
        guard encryption == nil || encryption == "AES256" || encryption == "KMS" else {
            throw Self.noValue(encryption, "s3SseAlgorithm", "[AES256, KMS]")
        }
        encryptionKey = try Self.text(members, "S3SseKmsKeyId", 1...2048)
        format =
            try Self.value(
                members, "ExportFormat", "exportFormat", "[DYNAMODB_JSON, ION]") ?? .json
        kind =
            try Self.value(
                members, "ExportType", "exportType", "[FULL_EXPORT, INCREMENTAL_EXPORT]") ?? .full
        exportTime = try Self.moment(members, "ExportTime")
        let window = try members.object("IncrementalExportSpecification")
        from = try window.flatMap { (window) throws(ServiceRefusal) in
            try Self.moment(window, "ExportFromTime")
        }
        to = try window.flatMap { (window) throws(ServiceRefusal) in
            try Self.moment(window, "ExportToTime")
        }
        view =
            try window.flatMap { (window) throws(ServiceRefusal) in
                try Self.value(
                    window, "ExportViewType", "incrementalExportSpecification.exportViewType",
                    "[NEW_IMAGE, NEW_AND_OLD_IMAGES]")
            } ?? .newAndOld
        try checkKind(hasWindow: window != nil)
        guard members["FilterSpecification"] == nil else {
            throw .validation(
                "The local endpoint exports all items: it knows no FilterSpecification.")
        }
    }

    private func checkKind(hasWindow: Bool) throws(ServiceRefusal) {
        switch kind {
        case .full:
            guard !hasWindow else {
                throw .validation(
                    "IncrementalExportSpecification can only be specified when ExportType is"
                        + " INCREMENTAL_EXPORT")
            }
        case .incremental:
            guard exportTime == nil else {
                throw .validation(
                    "ExportTime can only be specified when ExportType is FULL_EXPORT")
            }
            guard from != nil else {
                throw .validation(
                    "ExportFromTime must be specified when ExportType is INCREMENTAL_EXPORT")
            }
        }
    }

    /// What the keys of the objects begin with: nothing, or the prefix with a slash behind it.
    var keyPrefix: String {
        guard let prefix, !prefix.isEmpty else { return "" }
        return prefix.hasSuffix("/") ? prefix : prefix + "/"
    }

    // MARK: members

    private static func required(
        _ members: RequestMembers, _ name: String, _ counts: ClosedRange<Int>
    ) throws(ServiceRefusal) -> String {
        guard let text = try text(members, name, counts) else {
            let member = name.prefix(1).lowercased() + name.dropFirst()
            throw .constraint("null", at: member, "Member must not be null")
        }
        return text
    }

    private static func noValue(
        _ text: String?, _ member: String, _ values: String
    ) -> ServiceRefusal {
        .constraint(
            "'\(text ?? "")'", at: member, "Member must satisfy enum value set: \(values)")
    }

    private static func text(
        _ members: RequestMembers, _ name: String, _ counts: ClosedRange<Int>
    ) throws(ServiceRefusal) -> String? {
        guard let text = try members.string(name) else { return nil }
        guard counts.contains(text.count) else {
            let member = name.prefix(1).lowercased() + name.dropFirst()
            throw .constraint(
                "'\(text)'", at: member,
                text.count < counts.lowerBound
                    ? "Member must have length greater than or equal to \(counts.lowerBound)"
                    : "Member must have length less than or equal to \(counts.upperBound)")
        }
        return text
    }

    private static func value<Value: RawRepresentable<String>>(
        _ members: RequestMembers, _ name: String, _ member: String, _ values: String
    ) throws(ServiceRefusal) -> Value? {
        guard let text = try members.string(name) else { return nil }
        guard let value = Value(rawValue: text) else { throw noValue(text, member, values) }
        return value
    }

    /// A moment in seconds since 1970, with a fraction.
    private static func moment(
        _ members: RequestMembers, _ name: String
    ) throws(ServiceRefusal) -> Instant? {
        guard let range = members[name], var cursor = members.cursor(name) else { return nil }
        let text = String(decoding: members.bytes[range], as: UTF8.self)
        guard cursor.peek() == UInt8(ascii: "-") || (0x30...0x39).contains(cursor.peek()),
            let count = ExactNumber.integer(text, scale: 6, cut: true)
        else { throw cursor.unexpected("Timestamp") }
        return Instant(microseconds: count)
    }

    private static func isBucket(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let isLetter = { (byte: UInt8) -> Bool in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                0x30...0x39:
                true
            default: false
            }
        }
        guard bytes.count >= 2, let first = bytes.first, let last = bytes.last else {
            return false
        }
        return isLetter(first) && isLetter(last)
            && bytes.allSatisfy { isLetter($0) || [0x2E, 0x2D, 0x5F].contains($0) }
    }
}
