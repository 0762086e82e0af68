import DDBTestSupport
import FollowedTables
import Foundation

/// `ddbkit local` as a process of its own, a table in it, and pipelines that follow the table.
final class FollowedEndpoint {
    let table: LoggedTable
    let folder: ScratchFolder
    private let server: RunningProgram
    private let endpoint: String
    private let streamARN: String

    private static let ddbkit = Program("ddbkit")
    private static let environment = [
        "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    ]
    /// What goes wrong while streams are read.
    private static let faults =
        "GetRecords:throttle@4%,GetRecords:500@3%,GetRecords:reset@3%,GetRecords:truncate@2%,"
        + "GetRecords:expired-iterator@2%,GetShardIterator:500@5%,DescribeStream:reset@4%,"
        + "DescribeStream:stale@15%"

    init(seed: UInt64) async throws {
        folder = try ScratchFolder()
        server = try RunningProgram(
            Self.ddbkit,
            [
                "local", "--port", "0", "--memory", "--no-auth", "--seed", "\(seed)", "--faults",
                Self.faults,
            ])
        let line = try server.awaitError { $0.contains("listening on http://") }
        endpoint =
            line.split(separator: " ").first { $0.hasPrefix("http://") }.map(String.init)
            ?? ""
        table = try await LoggedTable(
            "orders", caller: try JSONCaller(endpoint: endpoint), seed: seed)
        streamARN = try await table.streamARN()
    }

    /// Writes a pipeline from the table's stream into a sink.
    ///
    /// - Parameters:
    ///   - sink: The sink, in YAML that goes on one line.
    ///   - more: Further lines.
    func pipeline(_ name: String, into sink: String, _ more: String = "") throws -> String {
        let text = """
            source:
              dynamodb-streams:
                stream-arn: "\(streamARN)"
                region: us-east-1
                endpoint: "\(endpoint)"
                discovery-interval: 1s
                idle-interval: 500ms
            sink: \(sink)
            \(more)
            """
        try folder.write("\(name).yaml", Array(text.utf8))
        return folder.path + "/\(name).yaml"
    }

    /// Starts a pipeline.
    func run(_ pipeline: String, output: String? = nil) throws -> RunningProgram {
        try RunningProgram(
            Self.ddbkit, ["run", pipeline, "--quiet"], environment: Self.environment,
            output: output)
    }

    func stop() { server.kill() }
}
