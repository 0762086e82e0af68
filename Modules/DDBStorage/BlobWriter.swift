/// Writes one blob in pieces.
///
/// Calls come one after the other. A writer that is dropped is abandoned.
public protocol BlobWriter: AnyObject, Sendable {
    /// Adds bytes at the end.
    ///
    /// After an error only ``abandon()`` makes sense.
    func append(_ bytes: [UInt8]) async throws

    /// Makes the blob durable and visible, in place of what is at its path.
    ///
    /// - Throws: ``StorageError/Code/outcomeUnknown`` where the blob may be visible;
    ///   otherwise nothing changed.
    func finish() async throws

    /// Gives the blob up and leaves nothing behind; after ``finish()`` it does nothing.
    func abandon() async
}
