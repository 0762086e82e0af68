extension ReaderPins {
    /// The versions that are read; nil where it may be any.
    var knownVersions: [Int64]? { holdsEverything ? nil : versions }
}
