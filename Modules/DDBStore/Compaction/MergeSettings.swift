/// How parts are merged.
package struct MergeSettings: Sendable {
    /// How the new parts are cut and encoded.
    package var parts = PartSettings()
    /// About the most bytes of decoded values of one column that are held at a time.
    ///
    /// A column of more is gone through in stretches of the merged rows.
    package var windowBytesMax = 64 << 20
    /// The most bytes of decoded values of one column that are picked from in any order; the rows
    /// of larger ones are dealt out to row groups first.
    package var nearBytesMax = 8 << 20
    /// The most rows that are merged at once, but for those of a single part: at most 40
    /// bytes each, and the keys while they are sorted.
    package var rowsMax = 1 << 24

    /// Creates the default settings.
    package init() {}
}
