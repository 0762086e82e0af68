public import DDBAttributes

/// Bounds what an export from outside may cost.
public struct ExportSettings: Sendable, Hashable {
    /// The most bytes of a manifest; 1 GiB unless told.
    public var manifestByteCountMax = 1 << 30
    /// The most bytes of one line of a manifest; 1 MiB unless told.
    public var manifestLineByteCountMax = 1 << 20
    /// The most data files; 4 Mi unless told.
    public var fileCountMax = 4 << 20
    /// The most bytes that a data file may inflate to; 64 GiB unless told.
    public var inflatedByteCountMax = 64 << 30
    /// How many bytes of a data file are read at once; 1 MiB unless told.
    public var readByteCount = 1 << 20
    /// How many folders a search for exports opens; 10,000 unless told.
    public var searchedFolderCountMax = 10_000
    /// How deep below its start a search for exports goes; 12 unless told.
    public var searchedDepthMax = 12
    /// The limits of items.
    public var decodeLimits = DecodeLimits.standard

    /// Creates settings with the defaults.
    public init() {}
}
