import DDBClientCore
import DDBHTTP
import DDBSigV4
import Testing

/// Where calls of S3 go.
///
/// Each table names the page of AWS's documentation that says so.
@Suite struct S3EndpointTests {
    /// "Virtual-hosted-style requests": `bucket.s3.region-code.amazonaws.com`, us-east-1 included;
    /// path-style requests: `s3.region-code.amazonaws.com/bucket`.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    static let styles = [
        S3Case("us-west-2", "orders", to: "https://orders.s3.us-west-2.amazonaws.com"),
        S3Case("us-east-1", "orders", to: "https://orders.s3.us-east-1.amazonaws.com"),
        S3Case("eu-west-1", "abc", to: "https://abc.s3.eu-west-1.amazonaws.com"),
        S3Case("af-south-1", "a-b-c", to: "https://a-b-c.s3.af-south-1.amazonaws.com"),
        S3Case("ap-east-2", "0rders9", to: "https://0rders9.s3.ap-east-2.amazonaws.com"),
        S3Case("us-west-2", nil, to: "https://s3.us-west-2.amazonaws.com"),
        S3Case("us-east-1", nil, to: "https://s3.us-east-1.amazonaws.com"),
        S3Case("us-west-2", "orders", [.path], to: "https://s3.us-west-2.amazonaws.com/orders"),
        S3Case("us-east-1", "orders", [.path], to: "https://s3.us-east-1.amazonaws.com/orders"),
        S3Case("us-west-2", nil, [.path], to: "https://s3.us-west-2.amazonaws.com"),
    ]

    /// "The SSL wildcard certificate matches only buckets that do not contain dots": such names go
    /// into the path; so do the names that us-east-1 gave until March 2018, which are no host.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    static let names = [
        S3Case("us-west-2", "my.orders", to: "https://s3.us-west-2.amazonaws.com/my.orders"),
        S3Case(
            "us-east-1", "www.example.com", to: "https://s3.us-east-1.amazonaws.com/www.example.com"
        ),
        S3Case("us-west-2", "my..orders", to: "https://s3.us-west-2.amazonaws.com/my..orders"),
        S3Case("us-east-1", "MyOrders", to: "https://s3.us-east-1.amazonaws.com/MyOrders"),
        S3Case("us-east-1", "my_orders", to: "https://s3.us-east-1.amazonaws.com/my_orders"),
        S3Case("us-east-1", "-orders", to: "https://s3.us-east-1.amazonaws.com/-orders"),
        S3Case("us-east-1", "orders-", to: "https://s3.us-east-1.amazonaws.com/orders-"),
        S3Case(
            "us-west-2", longest, to: "https://\(longest).s3.us-west-2.amazonaws.com"),
        S3Case(
            "us-east-1", longest + "x", to: "https://s3.us-east-1.amazonaws.com/\(longest)x"),
        S3Case(
            "us-east-1", String(repeating: "x", count: 255),
            to: "https://s3.us-east-1.amazonaws.com/" + String(repeating: "x", count: 255)),
        S3Case("us-east-1", "ab", to: "!3 to 63 characters"),
        S3Case("us-east-1", "", to: "!3 to 63 characters"),
        S3Case("us-east-1", String(repeating: "x", count: 256), to: "!3 to 63 characters"),
        S3Case("us-east-1", "192.168.5.4", to: "!is no IP address"),
        S3Case("us-east-1", "a/b", to: "!3 to 63 characters"),
        S3Case("us-east-1", "a b", to: "!3 to 63 characters"),
        S3Case("us-east-1", "orders?x", to: "!3 to 63 characters"),
        S3Case("us-east-1", "orders#x", to: "!3 to 63 characters"),
        S3Case("us-east-1", "bücher", to: "!3 to 63 characters"),
        S3Case("us-east-1", "ord%65rs", to: "!3 to 63 characters"),
    ]
    static let longest = String(repeating: "x", count: 63)

    /// "Bucket names must be ... an access point alias can be used wherever a bucket name can."
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
    /// Reserved suffixes:
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    static let special = [
        S3Case(
            "us-west-2", "my-ap-hrzrlukc5m36ft7okagglf3gm-s3alias",
            to:
                "https://my-ap-hrzrlukc5m36ft7okagglf3gm-s3alias.s3.us-west-2.amazonaws.com"
        ),
        S3Case(
            "us-west-2", "arn:aws:s3:us-west-2:1:accesspoint/x", to: "!by ARN are not supported"),
        S3Case("us-west-2", "arn:aws:s3:::orders", to: "!by ARN are not supported"),
        S3Case("us-west-2", "orders--usw2-az1--x-s3", to: "!Directory buckets"),
        S3Case("us-west-2", "point--usw2-az1--xa-s3", to: "!Directory buckets"),
        S3Case("us-west-2", "point-o01234567890123456--op-s3", to: "!Outposts are not supported"),
    ]

    /// "bucketname.s3.dualstack.aws-region.amazonaws.com" and the same in the path.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/dual-stack-endpoints.html
    /// FIPS hosts `s3-fips`, GovCloud's too: https://aws.amazon.com/compliance/fips/
    static let variants = [
        S3Case(
            "us-west-2", "orders", [.dualStack],
            to: "https://orders.s3.dualstack.us-west-2.amazonaws.com"),
        S3Case(
            "us-west-2", "orders", [.dualStack, .path],
            to: "https://s3.dualstack.us-west-2.amazonaws.com/orders"),
        S3Case("us-west-2", nil, [.dualStack], to: "https://s3.dualstack.us-west-2.amazonaws.com"),
        S3Case(
            "us-west-2", "orders", [.fips], to: "https://orders.s3-fips.us-west-2.amazonaws.com"),
        S3Case(
            "us-west-2", "orders", [.fips, .path],
            to: "https://s3-fips.us-west-2.amazonaws.com/orders"),
        S3Case(
            "us-west-2", "my.orders", [.fips],
            to: "https://s3-fips.us-west-2.amazonaws.com/my.orders"),
        S3Case(
            "us-west-2", "orders", [.fips, .dualStack],
            to: "https://orders.s3-fips.dualstack.us-west-2.amazonaws.com"),
        S3Case(
            "us-gov-west-1", "orders", [.fips],
            to: "https://orders.s3-fips.us-gov-west-1.amazonaws.com"),
        S3Case("us-gov-west-1", "orders", to: "https://orders.s3.us-gov-west-1.amazonaws.com"),
        S3Case(
            "us-gov-east-1", "orders", [.fips, .dualStack],
            to: "https://orders.s3-fips.dualstack.us-gov-east-1.amazonaws.com"),
        S3Case("ca-central-1", nil, [.fips], to: "https://s3-fips.ca-central-1.amazonaws.com"),
    ]

    /// The suffixes of partitions.
    /// https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
    /// https://docs.aws.amazon.com/general/latest/gr/s3.html
    static let partitions = [
        S3Case("cn-north-1", "orders", to: "https://orders.s3.cn-north-1.amazonaws.com.cn"),
        S3Case(
            "cn-northwest-1", "orders", [.path],
            to: "https://s3.cn-northwest-1.amazonaws.com.cn/orders"),
        S3Case(
            "cn-north-1", "orders", [.dualStack],
            to: "https://orders.s3.dualstack.cn-north-1.amazonaws.com.cn"),
        S3Case("cn-north-1", "orders", [.fips], to: "!Partition does not support FIPS"),
        S3Case("us-iso-east-1", "orders", to: "https://orders.s3.us-iso-east-1.c2s.ic.gov"),
        S3Case("us-isob-east-1", "orders", to: "https://orders.s3.us-isob-east-1.sc2s.sgov.gov"),
        S3Case("eu-isoe-west-1", "orders", to: "https://orders.s3.eu-isoe-west-1.cloud.adc-e.uk"),
        S3Case("us-isof-south-1", "orders", to: "https://orders.s3.us-isof-south-1.csp.hci.ic.gov"),
        S3Case("eusc-de-east-1", "orders", to: "https://orders.s3.eusc-de-east-1.amazonaws.eu"),
        S3Case("aws-global", "orders", to: "https://orders.s3.amazonaws.com"),
        S3Case("aws-global", nil, [.fips], to: "https://s3-fips.us-east-1.amazonaws.com"),
        S3Case("xx-new-1", "orders", to: "https://orders.s3.xx-new-1.amazonaws.com"),
    ]

    /// Custom endpoints: a bucket in front of a name, in the path behind an address, and the two
    /// switches of AWS's own hosts refused.
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
    static let custom = [
        S3Case(
            "us-west-2", "orders", at: "https://bucket.vpce-1a2b.s3.us-west-2.vpce.amazonaws.com",
            to: "https://orders.bucket.vpce-1a2b.s3.us-west-2.vpce.amazonaws.com"),
        S3Case("us-west-2", "orders", at: "https://s3.example", to: "https://orders.s3.example"),
        S3Case("us-west-2", nil, at: "https://s3.example/base", to: "https://s3.example/base"),
        S3Case(
            "us-west-2", "orders", at: "https://s3.example/base/",
            to: "https://orders.s3.example/base"),
        S3Case(
            "us-west-2", "orders", [.path], at: "https://s3.example/base",
            to: "https://s3.example/base/orders"),
        S3Case(
            "us-west-2", "orders", [.path], at: "http://localhost:9000",
            to: "http://localhost:9000/orders"),
        S3Case(
            "us-west-2", "orders", at: "http://127.0.0.1:5000", to: "http://127.0.0.1:5000/orders"),
        S3Case("us-west-2", "orders", at: "https://10.0.1.12", to: "https://10.0.1.12/orders"),
        S3Case("us-west-2", "orders", at: "http://[::1]:5000", to: "http://[::1]:5000/orders"),
        S3Case(
            "us-west-2", "my.orders", at: "https://s3.example", to: "https://s3.example/my.orders"),
        S3Case(
            "us-west-2", "my.orders", at: "http://s3.example", to: "http://my.orders.s3.example"),
        S3Case(
            "us-west-2", "My_Orders", at: "http://s3.example", to: "http://s3.example/My_Orders"),
        S3Case("us-west-2", "ab", at: "http://s3.example", to: "!3 to 63 characters"),
        S3Case(
            nil, "orders", [.path], at: "http://localhost:9000",
            to: "http://localhost:9000/orders"),
        S3Case("us-west-2", "orders", [.fips], at: "https://s3.example", to: "!combined with FIPS"),
        S3Case(
            "us-west-2", "orders", [.dualStack], at: "https://s3.example",
            to: "!Cannot set dual-stack"),
    ]

    /// Regions go into a host, and there is none without.
    static let regions = [
        S3Case(nil, "orders", to: "!Missing Region"), S3Case(nil, nil, to: "!Missing Region"),
        S3Case("", "orders", to: "!was not a valid DNS name"),
        S3Case("us west", "orders", to: "!was not a valid DNS name"),
        S3Case("us-west-2.evil.example/", "orders", to: "!was not a valid DNS name"),
        S3Case("US-WEST-2", "orders", to: "!was not a valid DNS name"),
        S3Case("-us", nil, at: "https://s3.example", to: "!was not a valid DNS name"),
    ]

    @Test(arguments: styles + names + special + variants + partitions + custom + regions)
    func `a call goes where the documentation says`(_ test: S3Case) throws {
        let parameters = try test.parameters()
        do throws(SettingsError) {
            let resolved = try EndpointResolver().resolve(.s3, parameters)
            #expect(resolved.endpoint.description == test.expected)
            let region = test.region == "aws-global" ? "us-east-1" : test.region ?? "us-east-1"
            #expect(resolved.signing == .s3(region: region))
            #expect(!resolved.isOfAccount)
        } catch {
            #expect(test.expected.hasPrefix("!"), "\(error)")
            #expect(error.message.contains(test.expected.dropFirst()), "\(error)")
        }
    }

    @Test func `there are at least sixty cases`() {
        let all = [
            Self.styles, Self.names, Self.special, Self.variants, Self.partitions, Self.custom,
            Self.regions,
        ]
        #expect(all.map(\.count).reduce(0, +) >= 60)
    }

    @Test func `a redirect leads to the bucket's region`() throws {
        let first = EndpointParameters(region: "us-east-1", bucket: "orders")
        let second = try #require(first.redirected(toRegion: "eu-west-1"))
        let resolved = try EndpointResolver().resolve(.s3, second)
        #expect(resolved.endpoint.host == "orders.s3.eu-west-1.amazonaws.com")
        #expect(resolved.signing.region == "eu-west-1")
        #expect(second.redirected(toRegion: "eu-west-1") == nil)
    }

    @Test(arguments: ["", "EU", "evil.example", "eu west", "a/b", longest + "x"])
    func `a redirect to no region is not followed`(region: String) {
        let first = EndpointParameters(region: "us-east-1", bucket: "orders")
        #expect(first.redirected(toRegion: region) == nil)
    }

    @Test func `a redirect of a custom endpoint changes what is signed only`() throws {
        let first = EndpointParameters(
            region: "us-east-1", endpoint: Endpoint(parsing: "https://s3.example"),
            bucket: "orders", forcesPathStyle: true)
        let second = try #require(first.redirected(toRegion: "eu-west-1"))
        let resolved = try EndpointResolver().resolve(.s3, second)
        #expect(resolved.endpoint.description == "https://s3.example/orders")
        #expect(resolved.signing.region == "eu-west-1")
    }
}
