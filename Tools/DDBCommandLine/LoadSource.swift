import DDBConfiguration

/// What `ddbkit load` reads, found out.
struct LoadSource {
    /// The source with its options.
    let node: ConfigurationNode
    /// The files that it reads; nil for stores and exports.
    var files: LoadFiles?
}
