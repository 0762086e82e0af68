import DDBClientCore
import DDBHTTP
import DDBJSON
import Testing

@Suite struct ErrorEnvelopeTests {
    static func decode(_ text: String, status: Int = 400, keepsItems: Bool = false) -> ErrorEnvelope
    {
        ErrorEnvelope.decode(
            status: status, headers: [:], body: Array(text.utf8), keepsItems: keepsItems)
    }

    @Test(arguments: ErrorSamples.all)
    func `every spelling of a refusal is read`(sample: ErrorSamples.Sample) {
        let envelope = ErrorEnvelope.decode(
            status: sample.status, headers: sample.headers, body: Array(sample.body.utf8))
        #expect(envelope.status == sample.status)
        #expect(envelope.code == sample.code)
        #expect(envelope.message == sample.message)
        #expect(envelope.requestID == sample.requestID)
    }

    @Test(arguments: ErrorSamples.all)
    func `no part of a refusal and no flipped bit ends the program`(sample: ErrorSamples.Sample) {
        let bytes = Array(sample.body.utf8)
        for count in bytes.indices {
            let envelope = ErrorEnvelope.decode(
                status: sample.status, headers: [:], body: Array(bytes[..<count]))
            #expect(envelope.status == sample.status)
        }
        var flipped = bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                flipped[index] ^= 1 << UInt8(bit)
                let envelope = ErrorEnvelope.decode(
                    status: sample.status, headers: [:], body: flipped, keepsItems: true)
                #expect((envelope.code ?? "").utf8.count <= 128)
                #expect((envelope.message ?? "").utf8.count <= ErrorEnvelope.messageBytesMax)
                flipped[index] = bytes[index]
            }
        }
    }

    @Test func `S3 names the region of a bucket, in the body or the head`() {
        let body = """
            <Error><Code>PermanentRedirect</Code><Message>x</Message><Region>eu-west-1</Region></Error>
            """
        #expect(Self.decode(body, status: 301).region == "eu-west-1")
        let headed = ErrorEnvelope.decode(
            status: 400, headers: ["x-amz-bucket-region": "us-west-2"], body: [])
        #expect(headed.region == "us-west-2")
    }

    @Test func `an error after a status of 200 is told from an answer`() {
        let error = "<?xml version=\"1.0\"?>\n\n  \n<Error><Code>InternalError</Code></Error>"
        #expect(ErrorEnvelope.isErrorDocument(Array(error.utf8)))
        #expect(Self.decode(error, status: 200).code == "InternalError")
        for text in ["", "<", "{}", "<CompleteMultipartUploadResult><Error/>", "Error"] {
            #expect(!ErrorEnvelope.isErrorDocument(Array(text.utf8)), "\(text)")
        }
    }

    @Test(arguments: [
        #""ThrottlingReasons":[{"reason":"R","resource":"arn"},{"reason":"S"},{"x":1},2]"#,
        #""throttlingReasons":[{"Reason":"R","Resource":"arn"},{"Reason":"S"},null,""]"#,
    ])
    func `throttling reasons come in both spellings`(member: String) {
        let envelope = Self.decode("{\"__type\":\"ThrottlingException\",\(member)}")
        #expect(
            envelope.throttlingReasons == [
                ThrottlingReason(reason: "R", resource: "arn"), ThrottlingReason(reason: "S"),
            ])
    }

    @Test func `reasons of a cancelled transaction keep their places`() {
        let body = """
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
             "CancellationReasons":[{"Code":"None"},7,
              {"Code":"ConditionalCheckFailed","Message":"The conditional request failed",
               "Item":{"pk":{"S":"secret"},"n":{"N":"1.50"}}}],"Message":"cancelled"}
            """
        let item = Array(#"{"pk":{"S":"secret"},"n":{"N":"1.50"}}"#.utf8)
        let reasons = [
            CancellationReason(code: "None"), CancellationReason(code: "Unknown"),
            CancellationReason(
                code: "ConditionalCheckFailed", message: "The conditional request failed",
                item: item),
        ]
        #expect(Self.decode(body, keepsItems: true).cancellationReasons == reasons)
        let bare = Self.decode(body)
        #expect(bare.cancellationReasons.map(\.item) == [nil, nil, nil])
        #expect(bare.cancellationReasons.map(\.code) == reasons.map(\.code))
    }

    @Test func `the item of a failed condition is kept where it was asked for`() {
        let body = """
            {"__type":"ConditionalCheckFailedException","message":"m","Item":{"pk":{"S":"v"}}}
            """
        #expect(Self.decode(body).item == nil)
        let kept = Self.decode(body, keepsItems: true)
        #expect(kept.item == Array(#"{"pk":{"S":"v"}}"#.utf8))
        var dumped = ""
        dump(kept, to: &dumped)
        #expect(!dumped.contains("123"))
        #expect(String(describing: kept) == "400 ConditionalCheckFailedException")
        #expect(String(reflecting: kept) == "400 ConditionalCheckFailedException")
    }

    @Test func `an item of the deepest nesting is read`() {
        let item =
            String(repeating: #"{"M":{"a":"#, count: 32) + #"{"S":"x"}"#
            + String(repeating: "}}", count: 32)
        let body = """
            {"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"C","Item":\
            {"pk":\(item)}}]}
            """
        let envelope = Self.decode(body, keepsItems: true)
        #expect(envelope.cancellationReasons.first?.item?.count ?? 0 > 300)
    }

    @Test(arguments: [1 << 10, 1 << 20])
    func `nesting without end is no answer and no crash`(depth: Int) {
        #expect(Self.decode(String(repeating: #"{"a":"#, count: depth)).code == nil)
        let xml = String(repeating: "<Error>", count: depth) + "<Code>X</Code>"
        #expect(Self.decode(xml).code == nil)
    }

    @Test func `a body over the limit counts as none`() {
        var body = Array(#"{"__type":"X"}"#.utf8)
        body += [UInt8](repeating: 0x20, count: ErrorEnvelope.bodyBytesMax - body.count)
        #expect(ErrorEnvelope.decode(status: 400, headers: [:], body: body).code == "X")
        body.append(0x20)
        #expect(ErrorEnvelope.decode(status: 400, headers: [:], body: body).code == nil)
    }

    @Test func `reasons, fields and texts are bounded`() {
        let reasons = Array(repeating: #"{"Code":"C"}"#, count: 1000).joined(separator: ",")
        #expect(
            Self.decode("{\"CancellationReasons\":[\(reasons)]}").cancellationReasons.count == 128)
        let long = String(repeating: "x", count: 5000)
        let envelope = Self.decode(
            "<Error><Code>A</Code><Message>\(long)</Message><RequestId>\(long)</RequestId></Error>")
        #expect(envelope.message?.utf8.count == ErrorEnvelope.messageBytesMax)
        #expect(envelope.requestID == nil)
    }

    @Test func `a message becomes one line, cut between characters`() {
        let envelope = Self.decode(#"{"message":" a\n\n\tb\u0000\u007f c  "}"#)
        #expect(envelope.message == "a b c")
        let long = String(repeating: "\u{1F600}", count: 1000)
        let message = Self.decode("{\"message\":\"\(long)\"}").message ?? ""
        #expect(message.hasSuffix("\u{1F600}..."))
        #expect((1020...1024).contains(message.utf8.count))
        #expect(!message.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test(arguments: [
        """
        The request signature we calculated does not match the signature you provided.\\n\\nThe \
        Canonical String for this request should have been\\n'POST\\n/\\n\\nhost:x\\n\
        x-amz-security-token:TOKEN\\n'
        """,
        "Credential=x not valid in Authorization header: 'AWS4-HMAC-SHA256 Credential=TOKEN'",
        "needs 'Date'. Authorization=AWS4-HMAC-SHA256 Signature=TOKEN",
    ])
    func `what a service repeats of the head of a request is cut off`(words: String) {
        let message = Self.decode("{\"message\":\"\(words)\"}").message ?? ""
        #expect(!message.isEmpty)
        #expect(!message.contains("TOKEN"))
    }
}
