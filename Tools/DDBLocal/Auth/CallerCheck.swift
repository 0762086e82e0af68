import DDBBase
import DDBDigest
import DDBHTTP
import DDBSigV4

/// Decides whether requests prove who makes them.
struct CallerCheck: Sendable {
    /// How far the moment of a signature may be from the machine's clock: 5 minutes.
    static let skewMicroseconds: Int64 = 300_000_000

    let accountID: String
    /// Whether signatures are checked at all.
    let isOn: Bool
    let keys: KeyRing
    /// The clock that clients sign by: the machine's, wherever ``LocalClock`` stands.
    let machine: any TimeSource
    /// The clock by which temporary keys end.
    let clock: LocalClock
    private let signingKeys = SigningKeyCache(capacity: 32)

    init(
        accountID: String, isOn: Bool, keys: KeyRing, machine: any TimeSource, clock: LocalClock
    ) {
        self.accountID = accountID
        self.isOn = isOn
        self.keys = keys
        self.machine = machine
        self.clock = clock
    }

    /// Checks a request whose body is all there.
    ///
    /// - Parameter service: The name that it has to be signed under.
    func caller(
        of request: LocalRequest, body: [UInt8], service: String
    ) throws(CallerRefusal) -> Caller {
        guard isOn else { return unproven(request) }
        let hash: String
        do throws(DigestError) {
            hash = Hex.encode(try Digest.sha256(body.span.bytes))
        } catch {
            throw .mismatch
        }
        return try caller(
            of: request, payloadHash: hash, service: service, path: .normalized,
            skewMicroseconds: Self.skewMicroseconds)
    }

    /// Checks the head of a request.
    ///
    /// - Parameters:
    ///   - payloadHash: What stands for the body in the signature.
    ///   - path: ``CanonicalPath/single`` for S3.
    ///   - skewMicroseconds: How far off the moment may be; S3 allows 15 minutes.
    func caller(
        of request: LocalRequest, payloadHash: String, service: String, path: CanonicalPath,
        skewMicroseconds: Int64
    ) throws(CallerRefusal) -> Caller {
        guard isOn else { return unproven(request) }
        guard let signed = request.signedForm() else { throw .mismatch }
        let claim = try Self.claim(signed)
        guard let claim else { throw .missing }
        guard claim.service == service else { throw .otherService(claim.service) }
        guard let key = keys.key(claim.accessKeyID) else { throw .unknownKey }
        guard key.sessionToken == nil || key.sessionToken == claim.sessionToken else {
            throw .invalidToken
        }
        let signature: Signature
        do throws(SigningError) {
            signature = try claim.signature(
                of: signed, secret: key.secret, payloadHash: payloadHash, path: path,
                keys: signingKeys)
        } catch {
            throw .mismatch
        }
        guard claim.isProven(by: signature) else { throw .mismatch }
        try checkTime(of: claim, skewMicroseconds)
        if let expires = key.expires, expires <= clock.now { throw .expired }
        return Caller(
            accessKeyID: claim.accessKeyID, accountID: accountID, region: claim.region,
            signature: signature)
    }

    private func checkTime(
        of claim: SignatureClaim, _ skewMicroseconds: Int64
    ) throws(CallerRefusal) {
        let now = machine.now
        let distance = now.microseconds - claim.instant.microseconds
        if let expirySeconds = claim.expirySeconds {
            guard distance <= Int64(expirySeconds) * 1_000_000 else { throw .expired }
            guard distance >= -skewMicroseconds else {
                throw .skewed(signed: claim.instant, now: now)
            }
        } else if distance.magnitude > skewMicroseconds {
            throw .skewed(signed: claim.instant, now: now)
        }
    }

    private static func claim(
        _ request: TransportRequest
    ) throws(CallerRefusal) -> SignatureClaim? {
        do throws(SignatureClaim.Fault) {
            return try SignatureClaim(request)
        } catch {
            throw .incomplete(error.parts)
        }
    }

    /// Who somebody says they are, where nobody checks it.
    private func unproven(_ request: LocalRequest) -> Caller {
        var caller = Caller(accessKeyID: "", accountID: accountID)
        guard let signed = request.signedForm() else { return caller }
        // Without checks a malformed signature is as good as none.
        if let claim = try? Self.claim(signed) {
            caller.accessKeyID = claim.accessKeyID
            caller.region = claim.region
        }
        return caller
    }
}
