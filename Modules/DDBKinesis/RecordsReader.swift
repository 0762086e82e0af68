import DDBBase
import DDBJSON

/// Reads a reply of GetRecords token by token: megabytes of base64 become bytes without being
/// strings first.
enum RecordsReader {
    /// Returns the records, and the other members.
    static func read(
        _ bytes: RawSpan
    ) throws(JSONMemberError) -> (records: [KinesisRecord], rest: JSONObject) {
        var scanner = JSONScanner(bytes)
        var records: [KinesisRecord]?
        var rest = JSONObject()
        guard try next(&scanner, "").kind == .objectStart else {
            throw fault("", "it is not an object")
        }
        while true {
            let token = try next(&scanner, "")
            guard token.kind == .name else { break }
            let name = text(token, bytes)
            if name == "Records" {
                guard records == nil else { throw fault(name, "is there twice") }
                records = try list(bytes, &scanner)
            } else {
                try keep(name, in: &rest, bytes, &scanner, "")
            }
        }
        do throws(JSONError) {
            _ = try scanner.next()
        } catch {
            throw fault("", error.message)
        }
        guard let records else { throw fault("Records", "is missing") }
        return (records, rest)
    }

    private static func list(
        _ bytes: RawSpan, _ scanner: inout JSONScanner
    ) throws(JSONMemberError) -> [KinesisRecord] {
        var records: [KinesisRecord] = []
        guard try next(&scanner, "Records").kind == .arrayStart else {
            throw fault("Records", "is not a list")
        }
        while true {
            let path = "Records[\(records.count)]"
            let token = try next(&scanner, path)
            guard token.kind != .arrayEnd else { return records }
            guard token.kind == .objectStart else { throw fault(path, "is not an object") }
            records.append(try record(bytes, &scanner, path))
        }
    }

    /// Reads a record from the token after its brace.
    private static func record(
        _ bytes: RawSpan, _ scanner: inout JSONScanner, _ path: String
    ) throws(JSONMemberError) -> KinesisRecord {
        var data: [UInt8]?
        var members = JSONObject()
        while true {
            let token = try next(&scanner, path)
            guard token.kind == .name else { break }
            let name = text(token, bytes)
            if name == "Data" {
                guard data == nil else { throw fault("\(path).Data", "is there twice") }
                data = try decode(next(&scanner, path), bytes, path)
            } else {
                try keep(name, in: &members, bytes, &scanner, path)
            }
        }
        guard let data else { throw fault("\(path).Data", "is missing") }
        return try KinesisRecord(JSONMembers(members, path: path), data: data)
    }

    private static func decode(
        _ token: JSONToken, _ bytes: RawSpan, _ path: String
    ) throws(JSONMemberError) -> [UInt8] {
        guard token.kind == .string else { throw fault("\(path).Data", "is not a string") }
        var data: [UInt8] = []
        let isBase64: Bool
        if token.hasEscapes {
            var plain: [UInt8] = []
            JSONText.unescape(bytes, token.range, into: &plain)
            isBase64 = Base64.decode(plain.span.bytes, into: &data)
        } else {
            isBase64 = Base64.decode(bytes.extracting(token.range), into: &data)
        }
        guard isBase64 else { throw fault("\(path).Data", "is not base64") }
        return data
    }

    /// Puts the value that comes next into an object.
    private static func keep(
        _ name: String, in object: inout JSONObject, _ bytes: RawSpan,
        _ scanner: inout JSONScanner, _ path: String
    ) throws(JSONMemberError) {
        let start = scanner.offset
        let value: JSONValue
        do throws(JSONError) {
            try scanner.skipValue()
            value = try JSONValue.parse(bytes.extracting(start..<scanner.offset))
        } catch {
            throw fault(path, error.message)
        }
        guard object.append(JSONObject.Member(name: name, value: value)) else {
            throw fault(path.isEmpty ? name : "\(path).\(name)", "is there twice")
        }
    }

    private static func next(
        _ scanner: inout JSONScanner, _ path: String
    ) throws(JSONMemberError) -> JSONToken {
        do throws(JSONError) {
            if let token = try scanner.next() { return token }
        } catch {
            throw fault(path, error.message)
        }
        throw fault(path, "ends too early")
    }

    private static func text(_ token: JSONToken, _ bytes: RawSpan) -> String {
        var plain: [UInt8] = []
        JSONText.unescape(bytes, token.range, into: &plain)
        return String(decoding: plain, as: UTF8.self)
    }

    private static func fault(_ path: String, _ problem: String) -> JSONMemberError {
        JSONMemberError(path: path, problem: problem)
    }
}
