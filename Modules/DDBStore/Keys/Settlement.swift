/// What makes a finished base the one that an index is opened with; done beside the commits.
struct Settlement: Sendable {
    let folder: any IndexFolder
    let file: any IndexFile
    let manifest: IndexManifest
    /// The files that nobody needs afterwards.
    let obsolete: [String]
    /// The base before this one: taking a large file out of memory takes milliseconds, which
    /// whoever settles has and a commit has not.
    let retired: IndexMapping

    /// Makes the base durable, then names it in the manifest, then deletes what it replaces.
    func run() throws {
        try file.sync()
        try folder.sync()
        try Self.write(manifest, in: folder)
        for name in obsolete { try folder.remove(name) }
    }

    /// Puts a manifest in place of the one that is there.
    static func write(_ manifest: IndexManifest, in folder: any IndexFolder) throws {
        let bytes = manifest.bytes
        let file = try folder.create(IndexFileName.newManifest)
        try unsafe file.append(bytes.span.bytes)
        try file.sync()
        try folder.rename(IndexFileName.newManifest, to: IndexFileName.manifest)
        try folder.sync()
    }
}
