import DDBBase
import DDBCompression
import DDBDigest
import DDBTestSupport
import Foundation

/// An export as AWS lays it on disk, of lines that a test gives.
struct MadeExport: Sendable {
    static let id = "01767225600000-0a1b2c3d"
    /// The table of its items.
    static let table = "made"

    private let folder: ScratchFolder
    /// Where it lies.
    var path: String { folder.path }

    /// Makes an export of `fileCount` files with `itemCount` items each.
    static func plain(fileCount: Int, itemCount: Int) throws -> MadeExport {
        try MadeExport(
            (0..<fileCount).map { file in
                (0..<itemCount).map { item in
                    """
                    {"Item":{"pk":{"S":"\(file)-\(item)"},"n":{"N":"\(item)"},\
                    "tags":{"SS":["a","\(item % 7)"]}}}
                    """
                }
            })
    }

    /// Makes an export.
    ///
    /// - Parameters:
    ///   - files: The lines of each data file, without their ends.
    ///   - manifestLine: Changes what the manifest says of a file.
    init(
        _ files: [[String]], manifestLine: (Int, String) -> String = { $1 }
    ) throws {
        let packed = files.map { lines in
            let text = Array(lines.map { $0 + "\n" }.joined().utf8)
            return (bytes: GzipEncoder.encode(text.span.bytes), itemCount: lines.count)
        }
        try self.init(packed: packed, manifestLine: manifestLine)
    }

    /// Makes an export of data files that are compressed already.
    init(
        packed files: [(bytes: [UInt8], itemCount: Int)],
        manifestLine: (Int, String) -> String = { $1 }
    ) throws {
        folder = try ScratchFolder()
        let root = "AWSDynamoDB/" + Self.id
        var manifest = ""
        for (index, file) in files.enumerated() {
            let name = Self.fileName(index)
            try folder.write("\(root)/data/\(name)", file.bytes)
            let line = """
                {"itemCount":\(file.itemCount),"md5Checksum":"\(try Self.md5(file.bytes))",\
                "etag":"x-1","dataFileS3Key":"\(root)/data/\(name)"}
                """
            manifest += manifestLine(index, line) + "\n"
        }
        let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/" + Self.table
        let summary = """
            {"version":"2020-06-30","exportArn":"\(arn)/export/\(Self.id)","tableArn":"\(arn)",\
            "exportTime":"2026-01-01T00:00:00.000Z","s3Bucket":"b","s3Prefix":null,\
            "manifestFilesS3Key":"\(root)/manifest-files.json",\
            "itemCount":\(files.reduce(0) { $0 + $1.itemCount }),"outputFormat":"DYNAMODB_JSON"}
            """
        for (name, text) in [("manifest-summary", summary), ("manifest-files", manifest)] {
            let bytes = Array(text.utf8)
            try folder.write("\(root)/\(name).json", bytes)
            try folder.write("\(root)/\(name).md5", Array(try Self.md5(bytes).utf8))
        }
    }

    /// The name of a data file.
    static func fileName(_ index: Int) -> String { "file\(index).json.gz" }

    /// The path of a data file.
    func dataFile(_ index: Int) -> String {
        "\(path)/AWSDynamoDB/\(Self.id)/data/\(Self.fileName(index))"
    }

    private static func md5(_ bytes: [UInt8]) throws -> String {
        let digest = try Digest.md5(bytes.span.bytes)
        return Base64.encode(digest.span.bytes)
    }
}
