import DDBBase
public import DDBClientCore
import Logging

/// Calls Amazon S3, or a store that speaks its protocol.
///
/// ```swift
/// let s3 = S3Client(settings: settings, components: components)
/// let reply = try await s3.putObject(
///     PutObjectRequest(bucket: "backups", key: "a/b.json", body: .bytes(json)))
/// ```
///
/// A bucket that turns out to be in another region is asked for there, signed anew, and remembered.
/// Nothing is followed to a host that a response names: hosts are made from regions by the rules of
/// AWS alone.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/
public struct S3Client: Sendable {
    /// How it works.
    public let settings: ObjectSettings
    let clients: RegionalClients
    let time: any TimeSource
    let random: any RandomSource
    let logger: Logger

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - settings: Region, endpoint and retries, as for every service.
    ///   - objects: How objects are sent and compared; checksums only as far as `settings` asks
    ///     for more than operations must have.
    public init(
        settings: ClientSettings, objects: ObjectSettings = ObjectSettings(),
        components: ClientComponents
    ) {
        var objects = objects
        if settings.s3.requestChecksums == .whenRequired { objects.uploadChecksum = nil }
        if settings.s3.responseChecksums == .whenRequired { objects.verifiesDownloads = false }
        self.settings = objects
        clients = RegionalClients(settings: settings, components: components)
        time = components.time
        random = components.random
        logger = components.logger
    }

    /// Waits before something is tried again: a random part of a time that doubles.
    func pause(before attempt: Int) async throws {
        let step = Duration.milliseconds(125 << min(max(attempt, 0), 10))
        try await time.sleep(for: min(step, settings.pauseMax) * random.fraction())
    }
}
