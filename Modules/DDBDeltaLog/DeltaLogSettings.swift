/// Bounds what a log from outside may cost, and names the features that the caller honours.
public struct DeltaLogSettings: Sendable, Hashable {
    /// The most bytes of one commit; 256 MiB unless told.
    public var commitByteCountMax = 256 << 20
    /// The most bytes of one action; 64 MiB unless told.
    public var actionByteCountMax = 64 << 20
    /// The most actions of one commit; 4 Mi unless told.
    public var actionCountMax = 4 << 20
    /// How deep JSON may nest in an action, schema or statistics text; 100 unless told.
    public var depthMax = 100
    /// The most bytes of one deletion vector; 512 MiB unless told.
    public var deletionVectorByteCountMax = 512 << 20
    /// The most commits that one replay reads; 1 Mi unless told.
    public var commitCountMax = 1 << 20
    /// The most files that the log may have; 4 Mi unless told.
    public var logFileCountMax = 4 << 20
    /// The most commits of others that a conflict or an update reports; 1000 unless told.
    public var winnerCountMax = 1000
    /// The most bytes of one file of a checkpoint, which is read whole; 2 GiB unless told.
    public var checkpointByteCountMax = 2 << 30
    /// The most actions of one file of a checkpoint; 32 Mi unless told.
    public var checkpointActionCountMax = 32 << 20
    /// The features of tables that may be read.
    public var readableFeatures = TableFeature.readable
    /// The features of tables that may be written.
    public var writableFeatures = TableFeature.writable

    /// Creates settings with the defaults.
    public init() {}
}
