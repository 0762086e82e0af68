import DDBBase
import DDBHTTP
import DDBSigV4
import Testing

@Suite struct SignatureClaimTests {
    private static let credentials = SigningCredentials(
        accessKeyID: "AKID", secretAccessKey: Secret("secret"),
        sessionToken: Secret("token"))
    private static let moment = Instant(microseconds: 1_767_225_600_000_000)
    private static let hash =
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    private func request() throws -> TransportRequest {
        let endpoint = try #require(Endpoint(parsing: "http://127.0.0.1:8000"))
        return TransportRequest(
            .post, endpoint, path: "/a%20b", query: [QueryItem("x", "1 2"), QueryItem("y", nil)],
            headers: ["content-type": "text/plain", "x-list": "a", "X-List": "  b  c "],
            body: .bytes(Array("{}".utf8)))
    }

    private func isProven(
        _ request: TransportRequest, secret: String = "secret", hash: String = hash,
        path: CanonicalPath = .normalized
    ) throws -> Bool {
        let claim = try #require(try SignatureClaim(request))
        let signature = try claim.signature(
            of: request, secret: Secret(secret), payloadHash: hash, path: path,
            keys: SigningKeyCache())
        return claim.isProven(by: signature)
    }

    @Test(arguments: [SigningSettings(region: "r", service: "dynamodb"), .s3(region: "r")])
    func `what a signer signs is proven, and nothing else`(settings: SigningSettings) throws {
        let signed = try RequestSigner(settings).sign(
            try request(), with: Self.credentials, at: Self.moment
        ).request
        #expect(try isProven(signed, path: settings.path))
        #expect(try !isProven(signed, secret: "Secret", path: settings.path))
        #expect(
            try !isProven(
                signed, hash: Self.hash.replacing("4", with: "5"), path: settings.path))
        var other = signed
        other.headers.append("x-list", "d")
        #expect(try !isProven(other, path: settings.path))
        other = signed
        other.query[0].value = "1 3"
        #expect(try !isProven(other, path: settings.path))
        other = signed
        other.method = .put
        #expect(try !isProven(other, path: settings.path))
        // A field that was not signed may come on the way.
        other = signed
        other.headers.append("x-forwarded-for", "somebody")
        #expect(try isProven(other, path: settings.path))
    }

    @Test func `a claim says who signed what, and when`() throws {
        let signed = try RequestSigner(SigningSettings(region: "eu-1", service: "sts")).sign(
            try request(), with: Self.credentials, at: Self.moment
        ).request
        let claim = try #require(try SignatureClaim(signed))
        #expect(claim.accessKeyID == "AKID")
        #expect(claim.region == "eu-1")
        #expect(claim.service == "sts")
        #expect(claim.instant == Self.moment)
        #expect(claim.sessionToken == Secret("token"))
        #expect(claim.signedHeaders.contains("host"))
        #expect(claim.expirySeconds == nil)
    }

    @Test func `a signed URL is proven`() throws {
        let signed = try RequestSigner(.s3(region: "eu-1")).presign(
            try request(), with: Self.credentials, at: Self.moment, expirySeconds: 60,
            payload: .unsigned
        ).request
        let claim = try #require(try SignatureClaim(signed))
        #expect(claim.expirySeconds == 60)
        #expect(try isProven(signed, hash: "UNSIGNED-PAYLOAD", path: .single))
    }

    @Test func `what is not signed is no claim, and half a claim is a fault`() throws {
        var plain = try request()
        #expect(try SignatureClaim(plain) == nil)
        plain.headers["authorization"] = "AWS4-HMAC-SHA256 Credential=a/b, Signature=c"
        let fault = #expect(throws: SignatureClaim.Fault.self) { try SignatureClaim(plain) }
        #expect(fault?.parts == ["Credential", "SignedHeaders", "X-Amz-Date"])
    }

    @Test func `a day that is not the moment's proves nothing`() throws {
        var signed = try RequestSigner(SigningSettings(region: "eu-1", service: "sts")).sign(
            try request(), with: Self.credentials, at: Self.moment
        ).request
        let authorization = signed.headers["authorization"] ?? ""
        signed.headers["authorization"] = authorization.replacing("20260101/", with: "20260102/")
        #expect(try !isProven(signed))
    }
}
