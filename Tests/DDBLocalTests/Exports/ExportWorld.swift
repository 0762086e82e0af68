import DDBAttributes
import DDBBase
import DDBClientCore
import DDBCompression
import DDBDynamoDB
import DDBExport
import DDBHTTP
import DDBHTTPCurl
import DDBJSON
import DDBLocal
import DDBS3
import DDBSigV4
import DDBStorage
import Testing

/// A table whose recovery is on and a bucket for its exports, seen through our own clients.
struct ExportWorld: Sendable {
    static let start = Instant(milliseconds: 1_767_225_600_000)
    static let bucket = "exports"
    static let tableARN = "arn:aws:dynamodb:us-east-1:000000000000:table/music"

    let server: RunningServer
    let caller: LocalCaller
    let dynamo: DynamoDBClient
    let s3: LocalS3
    let store: S3BlobStore

    /// Settings of a clock that stands still, and of exports that need no time.
    static var settings: LocalSettings {
        var settings = LocalSettings()
        settings.clock = .frozen(at: start)
        settings.exports.duration = .zero
        return settings
    }

    /// Looks at an endpoint that has a table already.
    init(existing server: RunningServer) throws {
        self.server = server
        caller = try LocalCaller(server)
        s3 = try LocalS3(server)
        store = try S3BlobStore(client: s3.client, bucket: Self.bucket)
        dynamo = DynamoDBClient(
            settings: ClientSettings(
                region: "us-east-1", endpoint: caller.endpoint,
                retry: RetrySettings(attemptsMax: 1)),
            components: ClientComponents(
                transport: try CurlTransport(environment: ProcessEnvironment([:])),
                credentials: LocalCredentials(
                    signing: SigningCredentials(
                        accessKeyID: "AKID", secretAccessKey: Secret("local"))),
                time: SystemTimeSource(), random: SystemRandomSource()))
    }

    /// Makes the table, with `pk` S and `sk` N, and the bucket.
    init(_ server: RunningServer, recovers: Bool = true) async throws {
        try self.init(existing: server)
        try await caller.createTable(sort: "N")
        if recovers { try await recover(true) }
        try await s3.createBucket(Self.bucket)
    }

    /// Switches recovery to a moment.
    func recover(_ isOn: Bool, days: Int? = nil) async throws {
        let days = days.map { #","RecoveryPeriodInDays":\#($0)"# } ?? ""
        let reply = try await caller.call(
            "UpdateContinuousBackups",
            #"{"TableName":"music","PointInTimeRecoverySpecification":{"#
                + #""PointInTimeRecoveryEnabled":\#(isOn)\#(days)}}"#)
        try #require(reply.status == 200, "\(reply.text)")
    }

    // MARK: items

    func put(_ key: String, _ number: Int, _ value: String) async throws {
        try await caller.put(
            #"{"pk":{"S":"\#(key)"},"sk":{"N":"\#(number)"},"v":{"S":"\#(value)"}}"#)
    }

    func delete(_ key: String, _ number: Int) async throws {
        let reply = try await caller.call(
            "DeleteItem",
            #"{"TableName":"music","Key":{"pk":{"S":"\#(key)"},"sk":{"N":"\#(number)"}}}"#)
        try #require(reply.status == 200, "\(reply.text)")
    }

    /// The items of the table, in the order of their text.
    func scan() async throws -> [String] {
        var items: [String] = []
        for try await page in dynamo.scanPages(ScanRequest(tableName: "music")) {
            for record in page.items.records { items.append(text(page.items, record.newImage)) }
        }
        return items.sorted()
    }

    // MARK: exports

    func request(
        _ change: (inout ExportTableToPointInTimeRequest) -> Void = { _ in }
    ) -> ExportTableToPointInTimeRequest {
        var request = ExportTableToPointInTimeRequest(
            tableARN: Self.tableARN, s3Bucket: Self.bucket)
        change(&request)
        return request
    }

    /// Begins an export and returns it once it has ended.
    func export(
        _ change: (inout ExportTableToPointInTimeRequest) -> Void = { _ in }
    ) async throws -> ExportDescription {
        let begun = try await dynamo.exportTableToPointInTime(request(change))
        return try await ended(begun.exportDescription.exportARN)
    }

    /// The export between two moments.
    func incremental(
        from: Instant, to: Instant, view: ExportViewType? = nil, format: ExportFormat? = nil
    ) async throws -> ExportDescription {
        try await export { request in
            request.exportType = .incrementalExport
            request.exportFormat = format
            request.incrementalExportSpecification = IncrementalExportSpecification(
                exportFromTime: from, exportToTime: to, exportViewType: view)
        }
    }

    /// Asks until an export is no longer under way.
    func ended(_ arn: String) async throws -> ExportDescription {
        for _ in 0..<20_000 {
            let export = try await describe(arn)
            if export.exportStatus != .inProgress { return export }
        }
        Issue.record("the export does not end")
        return try await describe(arn)
    }

    func describe(_ arn: String) async throws -> ExportDescription {
        try await dynamo.describeExport(DescribeExportRequest(exportARN: arn)).exportDescription
    }

    /// The code that beginning an export is refused with; nil where it is not.
    func refusal(
        _ change: (inout ExportTableToPointInTimeRequest) -> Void = { _ in }
    ) async throws -> String? {
        do {
            _ = try await dynamo.exportTableToPointInTime(request(change))
            return nil
        } catch let error as ClientError {
            return error.code.text
        }
    }

    /// Expects that beginning an export is refused with a code, or, where that is nil, is not.
    ///
    /// Requests are not changed by closures inside of macros: the compiler (6.3.1) takes one for
    /// another there.
    func refuses(
        _ code: String?, at location: SourceLocation = #_sourceLocation,
        _ change: (inout ExportTableToPointInTimeRequest) -> Void = { _ in }
    ) async throws {
        let found = try await refusal(change)
        #expect(found == code, sourceLocation: location)
    }

    // MARK: reading

    func object(_ key: String) async throws -> [UInt8] {
        let reply = try await s3.client.getObject(
            GetObjectRequest(bucket: Self.bucket, key: key))
        return try await reply.body.collect(limit: 64 << 20)
    }

    /// The export as our reader finds it in the bucket.
    func opened(_ export: ExportDescription) async throws -> Export {
        let manifest = try #require(export.exportManifest)
        let folder = String(manifest.dropLast("/manifest-summary.json".count))
        return try await Export(at: ExportLocation(store: store, folder: folder))
    }

    /// The items of a full export as our reader gives them, in the order of their text.
    func items(_ export: ExportDescription) async throws -> [String] {
        let opened = try await opened(export)
        var items: [String] = []
        // The reader blocks its thread.
        let pool = ThreadPool(threadCount: 1)
        for file in opened.files {
            items += try await withTaskExecutorPreference(pool) {
                var found: [String] = []
                var reader = try await opened.makeReader(of: file)
                while let batch = try reader.nextBatch() {
                    for record in batch.records { found.append(text(batch, record.newImage)) }
                }
                return found
            }
        }
        return items.sorted()
    }

    /// The lines of the manifest of files.
    func manifest(_ export: ExportDescription) async throws -> [JSONValue] {
        let key = try #require(export.exportManifest)
        let bytes = try await object(key.replacing("summary", with: "files"))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return try lines.map { try JSONValue.parse(String($0)) }
    }

    /// The inflated text of each data file of an export, in the order of the manifest.
    func files(_ export: ExportDescription) async throws -> [String] {
        var texts: [String] = []
        for line in try await manifest(export) {
            let bytes = try await object(try #require(line["dataFileS3Key"]?.string))
            let plain = try GzipDecoder.decode(bytes.span.bytes, limit: 64 << 20)
            texts.append(String(decoding: plain, as: UTF8.self))
        }
        return texts
    }

    func lines(_ export: ExportDescription) async throws -> [String] {
        try await files(export).flatMap { $0.split(separator: "\n").map(String.init) }
    }
}

/// The item at an index as text with its attributes in order.
func text(_ batch: ItemBatch, _ index: Int) -> String {
    let bytes = WireEncoder.encode(batch.item(at: index))
    return sortedText(String(decoding: bytes, as: UTF8.self))
}

/// JSON text with the members of its objects in order.
func sortedText(_ text: String) -> String {
    guard let value = try? JSONValue.parse(text) else { return "no JSON: " + text }
    return String(decoding: sorted(value).bytes, as: UTF8.self)
}

private func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool, .number, .string: return value
    case .array(let elements): return .array(elements.map(sorted))
    case .object(let object):
        var result = JSONObject()
        for member in object.members.sorted(by: { $0.name < $1.name }) {
            result[member.name] = sorted(member.value)
        }
        return .object(result)
    }
}
