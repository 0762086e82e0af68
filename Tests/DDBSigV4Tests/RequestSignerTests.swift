import DDBBase
import DDBHTTP
import DDBSigV4
import Testing

@Suite struct RequestSignerTests {
    let signer = RequestSigner(SigningSettings(region: "eu-west-1", service: "dynamodb"))
    let credentials = SigningCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI"),
        sessionToken: Secret("the-token"))
    let instant = Instant(microseconds: 1_767_225_600_000_000)

    func request() throws -> TransportRequest {
        let endpoint = try #require(Endpoint(parsing: "https://dynamodb.eu-west-1.amazonaws.com"))
        return TransportRequest(
            .post, endpoint, headers: ["x-amz-target": "DynamoDB_20120810.ListTables"],
            body: .bytes(Array("{}".utf8)))
    }

    @Test func `signing a signed request anew leaves nothing of the first signature`() throws {
        let later = instant.advanced(byMicroseconds: 86_400_000_000)
        let permanent = SigningCredentials(
            accessKeyID: "AKIDOTHER", secretAccessKey: Secret("other"))
        let first = try signer.sign(try request(), with: credentials, at: instant)
        let again = try signer.sign(first.request, with: permanent, at: later)
        let fresh = try signer.sign(try request(), with: permanent, at: later)
        #expect(Set(again.request.headers) == Set(fresh.request.headers))
        #expect(again.request.headers["x-amz-date"] == "20260102T000000Z")
        let link = try signer.presign(
            first.request, with: credentials, at: instant, expirySeconds: 60)
        let anew = try signer.presign(link.request, with: permanent, at: later, expirySeconds: 60)
        let straight = try signer.presign(
            try request(), with: permanent, at: later, expirySeconds: 60)
        #expect(anew.request.url == straight.request.url)
    }

    @Test func `the host is signed as the transport sends it`() throws {
        for (url, host) in [
            ("http://localhost:8000/base/", "localhost:8000"),
            ("HTTPS://Example.COM:443", "example.com"),
            ("http://[FD00:EC2::254]", "[fd00:ec2::254]"),
        ] {
            let endpoint = try #require(Endpoint(parsing: url))
            let trace = try signer.trace(
                TransportRequest(.get, endpoint), with: credentials, at: instant)
            #expect(trace.canonicalRequest.contains("\nhost:\(host)\n"))
            let path = url.hasSuffix("/base/") ? "/base/" : "/"
            #expect(trace.canonicalRequest.hasPrefix("GET\n\(path)\n"))
        }
    }

    @Test func `what proxies change is not signed`() throws {
        var request = try request()
        for name in [
            "User-Agent", "X-Amzn-Trace-Id", "Expect", "Connection", "Transfer-Encoding", "TE",
            "Trailer", "Upgrade", "Keep-Alive", "Proxy-Authorization", "proxy-anything",
        ] {
            request.headers.append(name, "x")
        }
        let trace = try signer.trace(request, with: credentials, at: instant)
        #expect(trace.signedHeaders == "host;x-amz-date;x-amz-security-token;x-amz-target")
    }

    @Test func `S3 gets the hash of the payload and its path once escaped`() throws {
        let signer = RequestSigner(.s3(region: "eu-west-1"))
        var request = try request()
        request.path = PercentEncoding.path("/b/a b//../ü+~*")
        let trace = try signer.trace(request, with: credentials, at: instant, payload: .unsigned)
        #expect(trace.canonicalRequest.hasPrefix("POST\n/b/a%20b//../%C3%BC%2B~%2A\n"))
        #expect(trace.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
        #expect(trace.signedHeaders.contains("x-amz-content-sha256"))
        let digest = [UInt8](0..<32)
        let signed = try signer.sign(
            request, with: credentials, at: instant, payload: .digest(digest))
        #expect(signed.request.headers["x-amz-content-sha256"] == Hex.encode(digest))
    }

    @Test func `what cannot be signed is refused`() throws {
        func code(
            _ settings: SigningSettings? = nil, key: String = "AKID", at moment: Instant? = nil,
            _ change: (inout TransportRequest) -> Void = { _ in }, payload: PayloadHash = .body
        ) throws -> SigningError.Code? {
            var request = try request()
            change(&request)
            let signer = settings.map { RequestSigner($0) } ?? signer
            let credentials = SigningCredentials(accessKeyID: key, secretAccessKey: Secret("s"))
            let error = #expect(throws: SigningError.self) {
                _ = try signer.sign(
                    request, with: credentials, at: moment ?? instant, payload: payload)
            }
            return error?.code
        }
        #expect(try code(SigningSettings(region: "", service: "s")) == .invalidScope)
        #expect(try code(SigningSettings(region: "a/b", service: "s")) == .invalidScope)
        #expect(try code(SigningSettings(region: "r", service: "s\n")) == .invalidScope)
        #expect(try code(key: "") == .invalidCredentials)
        #expect(try code(key: "AK\r\nx: y") == .invalidCredentials)
        #expect(try code(at: Instant(microseconds: .max)) == .invalidDate)
        #expect(try code(at: Instant(microseconds: .min)) == .invalidDate)
        #expect(try code(payload: .digest([1])) == .invalidPayload)
        let stream = RequestBody.stream(PieceSource(bytes: [1], size: 1))
        #expect(try code(nil, { $0.body = stream }) == .invalidPayload)
        for seconds in [0, -1, 604_801] {
            let error = #expect(throws: SigningError.self) {
                _ = try signer.presign(
                    request(), with: credentials, at: instant, expirySeconds: seconds)
            }
            #expect(error?.code == .invalidExpiry)
        }
    }

    @Test func `nothing prints a secret`() throws {
        let keys = SigningKeyCache()
        let signer = RequestSigner(
            SigningSettings(region: "eu-west-1", service: "dynamodb"), keys: keys)
        var request = try request()
        request.query = [QueryItem("X-Amz-Security-Token", "the-token")]
        let signed = try signer.sign(request, with: credentials, at: instant)
        let link = try signer.presign(request, with: credentials, at: instant, expirySeconds: 60)
        let key = try SigningKey(
            secretAccessKey: "wJalrXUtnFEMI", day: "20260101", region: "eu-west-1",
            service: "dynamodb")
        var text = ""
        dump(signed, to: &text)
        dump(link, to: &text)
        dump(credentials, to: &text)
        dump(keys, to: &text)
        dump(signer, to: &text)
        dump(key, to: &text)
        text += "\(signed) \(link) \(credentials) \(keys) \(signer) \(key) \(signed.request)"
        text += String(reflecting: (signed, link, credentials, keys, signer, key))
        #expect(!text.contains("wJalrXUtnFEMI"))
        #expect(!text.contains("the-token"))
        #expect(!text.contains("AKIDEXAMPLE"))
    }
}
