public import DDBBase

/// How a local endpoint behaves.
///
/// ```swift
/// var settings = LocalSettings()
/// settings.faults = try FaultRule.parse("BatchWriteItem:unprocessed@10%")
/// ```
public struct LocalSettings: Sendable {
    /// The address that is listened on; only the machine itself can reach the default.
    public var host = "127.0.0.1"
    /// The port; 0 for one that is free.
    public var port = 0
    /// Whether requests have to be signed.
    public var checksSignatures = true
    /// Access keys beside those of ``commonSecret``.
    public var keys: [AccessKey] = []
    /// The secret that any access key id is accepted with; nil so that only ``keys`` are known.
    public var commonSecret: Secret? = Secret("local")
    /// The region in the names of tables; requests for any region are answered.
    public var region = "us-east-1"
    /// The account in the names of tables.
    public var accountID = "000000000000"
    /// How the time goes.
    public var clock = LocalClock.Mode.real
    /// What goes wrong.
    public var faults: [FaultRule] = []
    /// What every choice that is left to chance is made from.
    public var seed: UInt64 = 1
    /// How long tables and indexes stay in CREATING, UPDATING and DELETING, and streams and
    /// destinations in ENABLING and DISABLING, by the endpoint's clock.
    public var transition = Duration.zero
    /// How long streams keep their records, and when their shards divide.
    public var streams = StreamSettings()
    /// How long Kinesis keeps its records, and how it delivers the changes of tables.
    public var kinesis = KinesisSettings()
    /// How exports to S3 go, and how far back tables can be recovered.
    public var exports = TableExportSettings()
    /// How long calls that are being answered have when the listening ends.
    public var draining = Duration.seconds(2)
    /// The folder that keeps what is stored; nil to forget it at the end.
    public var dataFolder: String?
    /// The bytes of the folder's log after which a snapshot replaces it, unless the last snapshot
    /// was larger.
    public var logBytesMax = 64 << 20

    /// Creates settings: any access key with the secret `local`, real time, no faults, nothing
    /// kept.
    public init() {}
}
