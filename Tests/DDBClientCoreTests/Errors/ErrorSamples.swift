import DDBHTTP

/// Refusals as services send them.
enum ErrorSamples {
    struct Sample: Sendable, CustomStringConvertible {
        var name: String
        var status = 400
        var headers: HeaderFields = [:]
        var body: String
        var code: String?
        var message: String?
        var requestID: String?

        var description: String { name }
    }

    static let all = json + xml + neither

    static let json: [Sample] = [
        Sample(
            name: "DynamoDB", headers: ["x-amzn-RequestId": "QAZ123"],
            body: """
                {"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",\
                "message":"Requested resource not found"}
                """, code: "ResourceNotFoundException", message: "Requested resource not found",
            requestID: "QAZ123"),
        Sample(
            name: "DynamoDB with a capital M",
            body: """
                {"__type":"com.amazon.coral.validate#ValidationException",\
                "Message":"1 validation error detected"}
                """, code: "ValidationException", message: "1 validation error detected"),
        Sample(
            name: "a code with a suffix",
            body: #"{"code":"FooError:http://internal/coral/","message":"x"}"#, code: "FooError",
            message: "x"),
        Sample(
            name: "a namespace and a suffix with a fragment",
            body: #"{"Code":"a.b#FooError:http://internal/#c","errorMessage":"y"}"#,
            code: "FooError", message: "y"),
        Sample(
            name: "a header and an empty object",
            headers: ["X-Amzn-ErrorType": "ns#FooError:http://internal/"], body: "{}",
            code: "FooError"),
        Sample(
            name: "a header over the body", headers: ["x-amzn-errortype": "InHead"],
            body: #"{"__type":"InBody","message":null,"Message":"z"}"#, code: "InHead",
            message: "z"),
        Sample(
            name: "STS in JSON", status: 403,
            body: """
                {"Error":{"Code":"AccessDenied","Message":"no","Type":"Sender"},"RequestId":"r-1"}
                """, code: "AccessDenied", message: "no", requestID: "r-1"),
        Sample(
            name: "members of other types", body: #"{"__type":1,"code":null,"message":{"a":"b"}}"#),
        Sample(
            name: "a byte order mark and white space",
            body: "\u{FEFF} \r\n{\"__type\":\"X\"}\n", code: "X"),
        Sample(
            name: "a code that is a sentence", body: #"{"__type":"not a code","message":"m"}"#,
            message: "m"),
        Sample(
            name: "a code too long", body: "{\"__type\":\"\(String(repeating: "A", count: 129))\"}"),
    ]

    static let xml: [Sample] = [
        Sample(
            name: "S3", status: 404, headers: ["x-amz-request-id": "head", "x-amz-id-2": "h2"],
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>\
                <Key>a&amp;b</Key><RequestId>body</RequestId><HostId>host</HostId></Error>
                """, code: "NoSuchKey", message: "The specified key does not exist.",
            requestID: "head"),
        Sample(
            name: "the query protocol", status: 403,
            body: """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error>
                    <Type>Sender</Type>
                    <Code>InvalidClientTokenId</Code>
                    <Message>The security token &lt;x&gt; is &#x201C;bad&#8221; &unknown; &#xD800;</Message>
                  </Error>
                  <RequestId>6f0e</RequestId>
                </ErrorResponse>
                """, code: "InvalidClientTokenId",
            message: "The security token <x> is \u{201C}bad\u{201D} &unknown; &#xD800;",
            requestID: "6f0e"),
        Sample(
            name: "the query protocol of old services",
            body: """
                <Response><Errors><Error><Code>AuthFailure</Code><Message>no</Message></Error></Errors>\
                <RequestID>old</RequestID></Response>
                """, code: "AuthFailure", message: "no", requestID: "old"),
        Sample(
            name: "an element that is the error", status: 404,
            body: "<UnknownOperationException/>\n", code: "UnknownOperationException"),
        Sample(
            name: "an element that is the error, with a message", status: 403,
            body: """
                <AccessDeniedException>
                  <Message>Unable to determine service/operation name</Message>
                </AccessDeniedException>
                """, code: "AccessDeniedException",
            message: "Unable to determine service/operation name"),
        Sample(
            name: "a code with elements in it",
            body: "<Error><Code>No<b>Neither</b></Code><Message>m<br/>n</Message></Error>"),
        Sample(
            name: "XML for a JSON service, as moto 5.2.5 sends it", status: 403,
            headers: ["X-Amzn-ErrorType": "InvalidClientTokenId"],
            body: """
                <?xml version="1.0" encoding="utf-8"?>
                <ErrorResponse><Errors><Error><Code>InvalidClientTokenId</Code><Message>The security \
                token included in the request is invalid.</Message><Type>Sender</Type></Error></Errors>\
                </ErrorResponse>
                """, code: "InvalidClientTokenId",
            message: "The security token included in the request is invalid."),
        Sample(
            name: "a header that does not know, white space around what the body says",
            headers: ["X-Amzn-ErrorType": "UnknownError"],
            body: "<Error><Code>\n NoSuchKey\t</Code><RequestId> r </RequestId></Error>",
            code: "NoSuchKey", requestID: "r"),
        Sample(
            name: "prefixes, CDATA, comments, attributes with brackets",
            body: """
                <!DOCTYPE x [<!ENTITY a "b">]><s:Error a="1>2" b='</s:Error>'><!-- <Code>No</Code> -->\
                <s:Code ><![CDATA[Slow]]>Down</s:Code><s:Message>a<![CDATA[<&>]]>b</s:Message></s:Error>
                """, code: "SlowDown", message: "a<&>b"),
    ]

    static let neither: [Sample] = [
        Sample(name: "nothing", status: 500, body: ""),
        Sample(name: "white space", status: 503, body: " \n"),
        Sample(
            name: "a page", status: 502,
            body: """
                <html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway\
                </h1></center><hr><br/><Code>No</Code></body></html>
                """),
        Sample(name: "a text", status: 504, body: "upstream request timeout"),
        Sample(name: "a list", status: 400, body: #"[{"__type":"X"}]"#),
        Sample(name: "half an object", status: 400, body: #"{"__type":"X""#),
        Sample(name: "the same name twice", status: 400, body: #"{"__type":"X","__type":"Y"}"#),
    ]
}
