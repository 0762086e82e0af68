import DDBBase
import DDBDynamoDB
import DDBHTTP
import DDBJSON
import DDBLocal
import DDBS3
import DDBTestSupport
import Testing

/// What the calls of exports take, answer and refuse.
@Suite struct ExportCallTests {
    @Test func `what cannot be exported is refused by AWS's names`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server, recovers: false)
            try await world.refuses("PointInTimeRecoveryUnavailableException")
            try await world.refuses("TableNotFoundException") { $0.tableARN += "s" }
            try await world.recover(true)
            server.advanceClock(by: .seconds(10))
            let second = { (number: Int64) in
                ExportWorld.start.advanced(byMicroseconds: number * 1_000_000)
            }
            try await world.refuses("InvalidExportTimeException") { $0.exportTime = second(-1) }
            try await world.refuses("InvalidExportTimeException") { $0.exportTime = second(11) }
            try await world.refuses(nil) { $0.exportTime = second(0) }
            try await world.refuses(nil) { $0.exportTime = second(10) }
            try await world.refuses("ValidationException") { $0.s3Bucket = "-" }
            try await world.refuses("ValidationException") { $0.s3BucketOwner = "12" }
            try await world.refuses("ValidationException") {
                $0.exportFormat = ExportFormat(rawValue: "CSV")
            }
            try await world.refuses("ValidationException") {
                $0.filterSpecification = FilterSpecification(filterExpression: "a = b")
            }
            let missing = try await world.caller.call(
                "DescribeExport", #"{"ExportArn":"\#(ExportWorld.tableARN)/export/0"}"#)
            #expect(missing.status == 400 && missing.code == "ExportNotFoundException")
            let nothing = try await world.caller.call("ExportTableToPointInTime", "{}")
            #expect(nothing.code == "ValidationException")
            // What was before recovery was switched off is gone with it.
            try await world.recover(false)
            try await world.refuses("PointInTimeRecoveryUnavailableException")
            server.advanceClock(by: .seconds(10))
            try await world.recover(true)
            try await world.refuses("InvalidExportTimeException") { $0.exportTime = second(19) }
            try await world.refuses(nil) { $0.exportTime = second(20) }
        }
    }

    @Test func `an export into a bucket that is not there fails`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            let export = try await world.export { $0.s3Bucket = "nowhere" }
            #expect(export.exportStatus == .failed)
            #expect(export.failureCode == "S3NoSuchBucket")
            #expect(export.failureMessage == "The specified bucket does not exist")
            #expect(export.exportManifest == nil && export.itemCount == nil)
            #expect(export.endTime == server.clock.now)
        }
    }

    @Test func `a token names one export for eight hours`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            let begin = { () async throws -> ExportDescription in
                try await world.export { $0.clientToken = "once" }
            }
            let first = try await begin()
            #expect(first.clientToken == "once")
            server.advanceClock(by: .seconds(8 * 3600 - 1))
            #expect(try await begin() == first)
            let other = try await world.refusal { request in
                request.clientToken = "once"
                request.exportFormat = .ion
            }
            #expect(other == "ExportConflictException")
            server.advanceClock(by: .seconds(1))
            let second = try await begin()
            #expect(second.exportARN != first.exportARN)
        }
    }

    @Test func `a call that comes again after its reply was lost begins nothing new`() async throws
    {
        var settings = ExportWorld.settings
        settings.faults = try FaultRule.parse("ExportTableToPointInTime:reset-after@1")
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            let lost = try await world.refusal { $0.clientToken = "again" }
            #expect(lost != nil)
            let export = try await world.export { $0.clientToken = "again" }
            #expect(export.exportStatus == .completed)
            let list = try await world.dynamo.listExports(ListExportsRequest())
            #expect(list.exportSummaries.map(\.exportARN) == [export.exportARN])
        }
    }

    @Test func `no more exports are under way than the limit says`() async throws {
        var settings = ExportWorld.settings
        settings.exports.duration = .seconds(60)
        settings.exports.concurrentMax = 3
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            for _ in 0..<3 { try await world.refuses(nil) }
            try await world.refuses("LimitExceededException")
            server.advanceClock(by: .seconds(60))
            let list = try await world.dynamo.listExports(ListExportsRequest())
            for summary in list.exportSummaries { _ = try await world.ended(summary.exportARN) }
            try await world.refuses(nil)
        }
    }

    @Test func `exports are listed in pages, for ninety days`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            var all: [String] = []
            for _ in 0..<7 {
                all.append(try await world.export().exportARN)
                server.advanceClock(by: .seconds(1))
            }
            let failed = try await world.incrementalIntoNothing()
            all.append(failed)
            var found: [ExportSummary] = []
            var request = ListExportsRequest(tableARN: ExportWorld.tableARN, maxResults: 3)
            var pages = 0
            repeat {
                let page = try await world.dynamo.listExports(request)
                #expect(page.exportSummaries.count <= 3)
                found += page.exportSummaries
                request.nextToken = page.nextToken
                pages += 1
            } while request.nextToken != nil
            #expect(pages == 3 && found.map(\.exportARN) == all)
            #expect(
                found.map(\.exportStatus) == [ExportStatus?](repeating: .completed, count: 7) + [
                    .failed
                ])
            #expect(found.last?.exportType == .incrementalExport)
            let others = try await world.dynamo.listExports(
                ListExportsRequest(tableARN: ExportWorld.tableARN + "2"))
            #expect(others.exportSummaries.isEmpty)
            for body in [#"{"MaxResults":0}"#, #"{"MaxResults":26}"#, #"{"NextToken":"?"}"#] {
                let reply = try await world.caller.call("ListExports", body)
                #expect(reply.code == "ValidationException")
            }
            server.advanceClock(by: .seconds(90 * 86_400 - 903))
            let later = try await world.dynamo.listExports(ListExportsRequest())
            #expect(later.exportSummaries.map(\.exportARN) == Array(all.dropFirst(4)))
            let gone = try await world.caller.call(
                "DescribeExport", #"{"ExportArn":"\#(all[0])"}"#)
            #expect(gone.code == "ExportNotFoundException")
        }
    }

    @Test func `encryption, owner and prefix are reported and lie on the objects`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            let export = try await world.export { request in
                request.s3Prefix = "a/b"
                request.s3SSEAlgorithm = S3SSEAlgorithm(rawValue: "KMS")
                request.s3SSEKMSKeyID = "key-1"
                request.s3BucketOwner = "000000000000"
            }
            #expect(export.s3Prefix == "a/b" && export.s3BucketOwner == "000000000000")
            #expect(export.s3SSEAlgorithm?.rawValue == "KMS" && export.s3SSEKMSKeyID == "key-1")
            #expect(export.s3Bucket == ExportWorld.bucket && export.exportFormat == .dynamoDBJSON)
            #expect(export.exportType == .fullExport && export.tableARN == ExportWorld.tableARN)
            let key = try #require(export.exportManifest)
            #expect(key.hasPrefix("a/b/AWSDynamoDB/0"))
            let object = try await world.s3.send(.head, "/\(ExportWorld.bucket)/\(key)")
            #expect(object.headers["x-amz-server-side-encryption"] == "aws:kms")
            #expect(object.headers["x-amz-server-side-encryption-aws-kms-key-id"] == "key-1")
            let summary = String(decoding: try await world.object(key), as: UTF8.self)
            #expect(summary.contains(#""s3SseAlgorithm":"KMS","s3SseKmsKeyId":"key-1""#))
        }
    }

    @Test func `history beyond its limit moves the earliest moment`() async throws {
        var settings = ExportWorld.settings
        settings.exports.historyBytesMax = 200_000
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            for round in 0..<40 {
                try await world.caller.putAll(
                    (0..<50).map {
                        #"{"pk":{"S":"k"},"sk":{"N":"\#($0)"},"v":{"S":"\#(round)"}}"#
                    })
                server.advanceClock(by: .seconds(1))
            }
            let backups = try await world.caller.call(
                "DescribeContinuousBackups", #"{"TableName":"music"}"#)
            let recovery = backups.value["ContinuousBackupsDescription"]?[
                "PointInTimeRecoveryDescription"]
            let text = try #require(recovery?["EarliestRestorableDateTime"]?.numberText)
            let earliest = try #require(Double(text)) - 1_767_225_600
            #expect(earliest > 10 && earliest < 39, "\(earliest)")
            let second = { (number: Int) in
                ExportWorld.start.advanced(byMicroseconds: Int64(number) * 1_000_000)
            }
            try await world.refuses("InvalidExportTimeException") {
                $0.exportTime = second(Int(earliest))
            }
            let export = try await world.export { $0.exportTime = second(Int(earliest) + 1) }
            let items = try await world.items(export)
            #expect(items.count == 50)
            #expect(items.allSatisfy { $0.contains(#""v":{"S":"\#(Int(earliest) + 1)"}"#) })
        }
    }

    @Test func `recovery reaches back as many days as it is asked to`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.recover(true, days: 2)
            for day in 0..<5 {
                try await world.put("k", 1, "\(day)")
                server.advanceClock(by: .seconds(86_400))
            }
            let day = { (number: Int64) in
                ExportWorld.start.advanced(byMicroseconds: number * 86_400_000_000)
            }
            try await world.refuses("InvalidExportTimeException") {
                $0.exportTime = day(3).advanced(byMicroseconds: -1000)
            }
            let export = try await world.export { $0.exportTime = day(3) }
            #expect(try await world.items(export).first?.contains(#""v":{"S":"3"}"#) == true)
        }
    }
}

extension ExportWorld {
    /// Begins an incremental export that fails, and returns its ARN.
    fileprivate func incrementalIntoNothing() async throws -> String {
        server.advanceClock(by: .seconds(900))
        let now = server.clock.now
        let export = try await export { request in
            request.s3Bucket = "nowhere"
            request.exportType = .incrementalExport
            request.incrementalExportSpecification = IncrementalExportSpecification(
                exportFromTime: now.advanced(byMicroseconds: -900_000_000), exportToTime: now)
        }
        return export.exportARN
    }
}
