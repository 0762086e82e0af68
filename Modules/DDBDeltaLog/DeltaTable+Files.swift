import DDBStorage

extension DeltaTable {
    /// The path in the store of a data file.
    ///
    /// - Throws: ``DeltaError/Code/foreignFile`` where the log names it by an absolute path, as
    ///   shallow clones do.
    public func storePath(of file: AddFile) throws(DeltaError) -> String {
        guard LogPath.isRelative(file.path) else {
            throw DeltaError(
                .foreignFile,
                "The table has a file at an absolute path, outside its own folder; such tables are "
                    + "not read here: copy the table with what wrote it.")
        }
        return storePath(file.path)
    }
}
