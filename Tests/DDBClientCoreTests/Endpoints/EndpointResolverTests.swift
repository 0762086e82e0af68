import DDBClientCore
import DDBHTTP
import DDBSigV4
import Testing

@Suite struct EndpointResolverTests {
    static let services: [Service] = [.dynamoDB, .dynamoDBStreams, .kinesis, .s3, .sts]

    private func host(
        _ service: Service, _ parameters: EndpointParameters
    ) throws(SettingsError) -> String {
        try EndpointResolver().resolve(service, parameters).endpoint.description
    }

    @Test(arguments: [
        ("us-east-1", "aws"), ("aws-global", "aws"), ("eu-west-1", "aws"), ("xx-new-9", "aws"),
        ("local", "aws"), ("", "aws"), ("cn-north-1", "aws-cn"), ("aws-cn-global", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"), ("us-iso-east-1", "aws-iso"),
        ("us-isob-west-12", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"), ("eusc-de-east-1", "aws-eusc"),
        ("cn-north", "aws"), ("cn-north-x", "aws"), ("cn--1", "aws"), ("cn-a-b-1", "aws"),
        ("us-gov-west-", "aws"), ("eusc-fr-east-1", "aws"), ("cnx-north-1", "aws"),
    ]) func `a region is in one partition`(region: String, partition: String) {
        #expect(PartitionTable.standard.partition(of: region).id == partition)
    }

    @Test func `the region of services without one is of its partition`() {
        let table = PartitionTable.standard
        for partition in [table.fallback] + table.others {
            #expect(partition.contains(region: partition.implicitGlobalRegion))
            #expect(table.partition(of: partition.implicitGlobalRegion) == partition)
        }
    }

    static let poor = PartitionTable(
        fallback: Partition(
            id: "poor", regionPrefixes: ["po"], dnsSuffix: "poor.example",
            dualStackDNSSuffix: "v6.poor.example", supportsFIPS: false, supportsDualStack: false,
            implicitGlobalRegion: "po-or-1"),
        others: [])

    @Test(arguments: services)
    func `what a partition lacks is refused`(_ service: Service) {
        let resolver = EndpointResolver(partitions: Self.poor)
        for (usesFIPS, usesDualStack, text) in [
            (true, false, "FIPS is enabled but this partition does not support FIPS"),
            (false, true, "DualStack is enabled but this partition does not support DualStack"),
            (true, true, "FIPS and DualStack are enabled, but this partition does not support"),
        ] {
            let parameters = EndpointParameters(
                region: "po-or-1", usesFIPS: usesFIPS, usesDualStack: usesDualStack)
            let error = #expect(throws: SettingsError.self) {
                try resolver.resolve(service, parameters)
            }
            #expect(error?.code == .unsupported && error?.disposition == .reconfigure)
            #expect(error?.message.hasPrefix(text) == true)
        }
    }

    @Test func `a call without switches needs nothing of its partition`() throws {
        let resolver = EndpointResolver(partitions: Self.poor)
        for service in Self.services {
            let resolved = try resolver.resolve(service, EndpointParameters(region: "po-or-1"))
            #expect(resolved.endpoint.host == "\(service.endpointPrefix).po-or-1.poor.example")
        }
    }

    @Test(arguments: services)
    func `no text of a region leads to another host`(_ service: Service) {
        for region in [
            "", "-", "a.b", "us-east-1.evil.example/", "us/east", "us east", "US-EAST-1", "ü",
            "us-east-1\r\nx", "@evil", "a-", String(repeating: "a", count: 64), "us_east_1",
            "[::1]",
        ] {
            let error = #expect(throws: SettingsError.self) {
                try EndpointResolver().resolve(service, EndpointParameters(region: region))
            }
            #expect(error?.code == .invalidValue, "\(region)")
        }
    }

    @Test(arguments: services)
    func `a missing region is named`(_ service: Service) {
        let error = #expect(throws: SettingsError.self) {
            try EndpointResolver().resolve(service, EndpointParameters(region: nil))
        }
        #expect(error?.code == .missingRegion)
        #expect(error?.message.contains("setting region is required") == true)
    }

    @Test func `no text of an account leads to another host`() throws {
        for account in ["", "a.b", "1/", "evil.example#", "1 2", "-1", "@"] {
            let own = EndpointParameters(region: "us-east-1", accountID: account)
            let error = #expect(throws: SettingsError.self) { try host(.dynamoDB, own) }
            #expect(error?.code == .invalidValue)
            // An ARN of no account is passed over, as a table's name is.
            let table = EndpointParameters(
                region: "us-east-1",
                resourceARN: "arn:aws:dynamodb:us-east-1:\(account):table/orders")
            let plain = "https://dynamodb.us-east-1.amazonaws.com"
            #expect(try host(.dynamoDB, table) == plain)
            let stream = EndpointParameters(
                region: "us-east-1", operation: "GetRecords",
                resourceARN: "arn:aws:kinesis:us-east-1:\(account):stream/orders")
            #expect(throws: SettingsError.self) { try host(.kinesis, stream) }
        }
    }

    @Test func `every truncation of an ARN resolves, to the host of its account or to none`() throws
    {
        let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
        let accountEnd = "arn:aws:dynamodb:us-east-1:123456789012:".count
        for count in 0...arn.count {
            let text = String(arn.prefix(count))
            let one = EndpointParameters(region: "us-east-1", resourceARN: text)
            let many = EndpointParameters(region: "us-east-1", resourceARNs: [text, arn])
            let host = count > accountEnd ? "123456789012.ddb" : "dynamodb"
            for parameters in [one, many] {
                let url = try self.host(.dynamoDB, parameters)
                #expect(url == "https://\(host).us-east-1.amazonaws.com", "\(text)")
            }
        }
    }

    @Test func `every truncation of a stream's ARN is refused or resolves`() throws {
        let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"
        for count in 0...arn.count {
            let parameters = EndpointParameters(
                region: "us-east-1", operation: "GetRecords",
                resourceARN: String(arn.prefix(count)))
            do throws(SettingsError) {
                let url = try host(.kinesis, parameters)
                #expect(url == "https://123456789012.data-kinesis.us-east-1.amazonaws.com")
                #expect(count >= "arn:aws:kinesis:us-east-1:123456789012:stream".count)
            } catch {
                #expect(error.code == .invalidResource)
                #expect(count < "arn:aws:kinesis:us-east-1:123456789012:stream".count)
            }
        }
    }

    @Test(arguments: [
        "https://kinesis-mock.internal", "http://kinesis-pod1.us-east-1.amazonaws.com",
        "https://kinesis-pod1.us-east-1.evil.example", "http://localhost:4567",
        "https://kinesis-pod1.us-west-2.amazonaws.com",
    ]) func `a stream's identifier moves no call away from a custom endpoint`(url: String) throws {
        let parameters = EndpointParameters(
            region: "us-east-1", endpoint: Endpoint(parsing: url), operation: "GetRecords",
            streamID: "af4lwng4k01746835071-xyz")
        #expect(try host(.kinesis, parameters) == url)
    }

    @Test(arguments: [
        "af4lwng4k0174683507/-xyz", "af4lwng4k0174683507.-xyz", "-f4lwng4k01746835071-xyz",
        "af4lwng4k01746835071-x/z", "af4lwng4k01746835071-x-z-", "",
        "af4lwng4k0174683507é-xyz",
    ]) func `an identifier that is no pair of labels is passed over`(id: String) throws {
        let parameters = EndpointParameters(
            region: "us-east-1", operation: "GetRecords", streamID: id)
        #expect(try host(.kinesis, parameters) == "https://kinesis.us-east-1.amazonaws.com")
    }

    @Test(arguments: [
        ("GetRecords", "data"), ("GetShardIterator", "data"), ("PutRecord", "data"),
        ("PutRecords", "data"), ("SubscribeToShard", "data"), ("ListShards", "control"),
        ("DescribeStreamSummary", "control"), ("DescribeStreamConsumer", "control"),
    ]) func `records move on one host of a stream, its management on another`(
        operation: String, plane: String
    ) throws {
        let parameters = EndpointParameters(
            region: "eu-west-1", operation: operation,
            resourceARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/orders")
        let resolved = try EndpointResolver().resolve(.kinesis, parameters)
        #expect(resolved.endpoint.host == "123456789012.\(plane)-kinesis.eu-west-1.amazonaws.com")
        #expect(resolved.isOfAccount && resolved.signing.service == "kinesis")
    }

    @Test func `every service signs under its own name`() throws {
        let names = try Self.services.map {
            try EndpointResolver().resolve($0, EndpointParameters(region: "eu-west-1")).signing
        }
        #expect(names.map(\.service) == ["dynamodb", "dynamodb", "kinesis", "s3", "sts"])
        #expect(names.map(\.path) == [.normalized, .normalized, .normalized, .single, .normalized])
        #expect(names.allSatisfy { $0.region == "eu-west-1" })
    }
}
