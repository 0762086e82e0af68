import DDBClientCore
import DDBHTTP
import Testing

/// A call of S3, and the URL that it goes to, or words of the error.
struct S3Case: Sendable, CustomTestStringConvertible {
    /// The switches of a case.
    enum Switch: Sendable {
        case fips, dualStack, path
    }

    var region: String?
    var bucket: String?
    var switches: Set<Switch>
    var endpoint: String?
    var expected: String

    init(
        _ region: String?, _ bucket: String?, _ switches: Set<Switch> = [],
        at endpoint: String? = nil,
        to expected: String
    ) {
        self.region = region
        self.bucket = bucket
        self.switches = switches
        self.endpoint = endpoint
        self.expected = expected
    }

    var testDescription: String {
        "\(region ?? "-") \(bucket ?? "-") \(switches) \(endpoint ?? "") → \(expected)"
    }

    /// The parameters that the case describes.
    func parameters() throws -> EndpointParameters {
        EndpointParameters(
            region: region,
            endpoint: try endpoint.map { try #require(Endpoint(parsing: $0)) },
            usesFIPS: switches.contains(.fips), usesDualStack: switches.contains(.dualStack),
            bucket: bucket, forcesPathStyle: switches.contains(.path))
    }
}
