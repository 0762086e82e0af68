import DDBClientCore
import DDBHTTP
import DDBJSON
import DDBSigV4
import DDBTestSupport
import Foundation
import Testing

/// AWS's own cases of the rules, from the repository of botocore.
@Suite struct EndpointVectorTests {
    /// A service, its folder and how many cases it has.
    struct Vectors: Sendable, CustomTestStringConvertible {
        var service: Service
        var folder: String
        var caseCount: Int
        var testDescription: String { folder }
    }

    static let vectors = [
        Vectors(service: .dynamoDB, folder: "dynamodb", caseCount: 548),
        Vectors(service: .dynamoDBStreams, folder: "dynamodbstreams", caseCount: 26),
        Vectors(service: .kinesis, folder: "kinesis", caseCount: 189),
        Vectors(service: .sts, folder: "sts", caseCount: 69),
    ]

    @Test(arguments: vectors)
    func `every case of AWS resolves as AWS says`(_ vectors: Vectors) throws {
        let file = "aws-endpoint-rules/\(vectors.folder)/endpoint-tests-1.json"
        guard let path = SharedVectors.path(file) else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let cases = try #require(JSONValue.parse(text)["testCases"]?.array)
        #expect(cases.count == vectors.caseCount)
        for (index, test) in cases.enumerated() {
            try run(test, vectors.service, "\(vectors.folder) \(index)")
        }
    }

    private func run(_ test: JSONValue, _ service: Service, _ name: String) throws {
        let expected = try #require(test["expect"])
        let parameters = try parameters(test["params"] ?? .null)
        let place = "\(name): \(test["documentation"]?.string ?? "")"
        do throws(SettingsError) {
            let resolved = try EndpointResolver().resolve(service, parameters)
            let url = expected["endpoint"]?["url"]?.string
            let wanted = url.flatMap { Endpoint(parsing: $0) }
            #expect(resolved.endpoint == wanted, "\(place)")
            let properties = expected["endpoint"]?["properties"]
            let scheme = properties?["authSchemes"]?.array?.first
            let region = scheme?["signingRegion"]?.string ?? parameters.region ?? "us-east-1"
            #expect(resolved.signing.region == region, "\(place)")
            let signer = scheme?["signingName"]?.string ?? service.signingName
            #expect(resolved.signing.service == signer, "\(place)")
            if service == .dynamoDB {
                // AWS's metric "O" counts calls to hosts of accounts.
                let isOfAccount = properties?["metricValues"]?.array?.contains(.string("O"))
                #expect(resolved.isOfAccount == (isOfAccount ?? false), "\(place)")
            }
        } catch {
            let wanted = expected["error"]?.string
            #expect(wanted.map { said(error.message, $0) } == true, "\(place): \(error)")
        }
    }

    /// Whether a message says what AWS's does; ours may go on behind it.
    private func said(_ message: String, _ wanted: String) -> Bool {
        let sentence = wanted.hasSuffix(".") ? String(wanted.dropLast()) : wanted
        return message.hasPrefix(sentence)
    }

    private func parameters(_ given: JSONValue) throws -> EndpointParameters {
        var endpoint: Endpoint?
        if let text = given["Endpoint"]?.string {
            // Some cases leave out the scheme; ours is part of the type.
            endpoint = Endpoint(parsing: text.contains("://") ? text : "https://" + text)
            try #require(endpoint != nil)
        }
        var operation: String?
        if let plane = given["OperationType"]?.string {
            operation = plane == "data" ? "GetRecords" : "DescribeStream"
        }
        if given["IsSearchOperation"]?.bool == true { operation = "SearchVectors" }
        let mode = given["AccountIdEndpointMode"]?.string
        return EndpointParameters(
            region: given["Region"]?.string, endpoint: endpoint,
            usesFIPS: given["UseFIPS"]?.bool ?? false,
            usesDualStack: given["UseDualStack"]?.bool ?? false,
            accountIDEndpointMode: try mode.map {
                try #require(AccountIDEndpointMode(rawValue: $0))
            }
                ?? .disabled,
            accountID: given["AccountId"]?.string, operation: operation,
            resourceARN: ["ResourceArn", "StreamARN", "ConsumerARN", "ResourceARN"]
                .compactMap { given[$0]?.string }.first,
            resourceARNs: given["ResourceArnList"]?.array?.compactMap(\.string) ?? [],
            streamID: given["StreamId"]?.string,
            usesGlobalEndpoint: given["UseGlobalEndpoint"]?.bool ?? false)
    }
}
