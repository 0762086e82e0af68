import DDBHTTP
import DDBSigV4
import Testing

/// All of AWS's suite for Signature Version 4; the copy here has no cases of version 4a, the
/// asymmetric signatures for several regions, which ddbkit does not make.
@Suite struct OfficialSuiteTests {
    static let cases = Result { try OfficialCase.all() }

    @Test func `the suite is whole`() throws {
        let count = try Self.cases.get().count
        #expect(count == 0 || count == 38)
    }

    @Test func `every header signature is the official one`() throws {
        for one in try Self.cases.get() {
            let trace = try one.signer.trace(one.request, with: one.credentials, at: one.instant)
            let canonical = try one.expected("header-canonical-request")
            let toSign = try one.expected("header-string-to-sign")
            let signature = try one.expected("header-signature")
            #expect(trace.canonicalRequest == canonical, "\(one.name)")
            #expect(trace.stringToSign == toSign, "\(one.name)")
            #expect(trace.signature == signature, "\(one.name)")
            let signed = try one.signer.sign(one.request, with: one.credentials, at: one.instant)
            #expect(signed.signature.hex == trace.signature, "\(one.name)")
            let expected = OfficialCase.parse(try one.expected("header-signed-request"))
            let headers = try #require(expected?.headers, "\(one.name)")
            for name in [
                "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
            ] {
                #expect(signed.request.headers[name] == headers[name], "\(one.name): \(name)")
            }
        }
    }

    @Test func `every query signature is the official one`() throws {
        for one in try Self.cases.get() {
            let trace = try one.signer.presignTrace(
                one.request, with: one.credentials, at: one.instant,
                expirySeconds: one.expirySeconds)
            let canonical = try one.expected("query-canonical-request")
            let toSign = try one.expected("query-string-to-sign")
            let signature = try one.expected("query-signature")
            #expect(trace.canonicalRequest == canonical, "\(one.name)")
            #expect(trace.stringToSign == toSign, "\(one.name)")
            #expect(trace.signature == padded(signature), "\(one.name)")
            let signed = try one.signer.presign(
                one.request, with: one.credentials, at: one.instant,
                expirySeconds: one.expirySeconds)
            let expected = OfficialCase.parse(try one.expected("query-signed-request"))
            let query = try #require(expected?.query, "\(one.name)").map { item in
                item.name == "X-Amz-Signature"
                    ? QueryItem(item.name, padded(item.value ?? "")) : item
            }
            #expect(Set(signed.request.query) == Set(query), "\(one.name)")
        }
    }

    /// The suite writes one signature without the zero it begins with.
    func padded(_ signature: String) -> String {
        String(repeating: "0", count: max(0, 64 - signature.utf8.count)) + signature
    }
}
