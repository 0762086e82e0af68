import DDBBase
import Testing

@Suite struct ResourceNameTests {
    static let stream = "arn:aws:dynamodb:eu-west-1:123456789012:table/a/stream/2026-01-01T00:00:00"

    @Test func `an ARN is taken apart, colons in its resource kept`() throws {
        let name = try #require(ResourceName(parsing: Self.stream))
        #expect(name.text == Self.stream && "\(name)" == Self.stream)
        #expect(name.partition == "aws" && name.service == "dynamodb")
        #expect(name.region == "eu-west-1" && name.account == "123456789012")
        #expect(name.resource == "table/a/stream/2026-01-01T00:00:00")
        #expect(name.resourceKind == "table")
    }

    @Test(arguments: [
        ("arn:aws:s3:::bucket", "bucket"), ("arn:aws:s3:::bucket/key", "bucket"),
        ("arn:aws:sns:r:1:topic:sub", "topic"), ("arn:aws:iam::1:role/x/y", "role"),
        ("arn:aws:kinesis:r:1:stream/s/consumer/c:1525898737", "stream"),
        ("arn:aws:x:r:1:/a", ""), ("arn:aws:x:r:1:\u{301}a/b", "\u{301}a"),
    ]) func `the kind of a resource ends at a slash or colon`(arn: String, kind: String) {
        #expect(ResourceName(parsing: arn)?.resourceKind == kind)
    }

    @Test(arguments: [
        "", "arn", "arn:", "arn:aws", "arn:::::", "arn::s3:::b", "arn:aws::::b", "arn:aws:s3:::",
        "ARN:aws:s3:::b", " arn:aws:s3:::b", "urn:aws:s3:::b", "arn\u{301}:aws:s3:::b",
    ]) func `what lacks a part is no ARN`(text: String) {
        #expect(ResourceName(parsing: text) == nil)
    }

    @Test func `a longer text than the limit is no ARN`() {
        let head = "arn:aws:s3:::"
        let room = ResourceName.textBytesMax - head.utf8.count
        #expect(ResourceName(parsing: head + String(repeating: "k", count: room)) != nil)
        #expect(ResourceName(parsing: head + String(repeating: "k", count: room + 1)) == nil)
    }

    @Test func `every truncation is an ARN of the same parts, or none`() {
        let whole = ResourceName(parsing: Self.stream)
        for count in 0..<Self.stream.count {
            let name = ResourceName(parsing: String(Self.stream.prefix(count)))
            let hasResource = count > "arn:aws:dynamodb:eu-west-1:123456789012:".count
            #expect((name != nil) == hasResource, "\(count)")
            #expect(name == nil || name?.account == whole?.account)
        }
    }
}
