/// One call of a store, as the fault stores count them.
public struct BlobCall: Sendable, Hashable, CustomStringConvertible {
    /// What was asked for.
    public enum Operation: String, Sendable, Hashable {
        case read, openReader, readRange, attributes, put, makeWriter, append, finish, list, folders
        case delete
    }

    /// What was asked for.
    public var operation: Operation
    /// The path, prefix or folder.
    public var path: String

    /// Whether the call writes.
    public var isWrite: Bool {
        switch operation {
        case .put, .makeWriter, .append, .finish, .delete: true
        case .read, .openReader, .readRange, .attributes, .list, .folders: false
        }
    }

    /// Such as `put _delta_log/00000000000000000000.json`.
    public var description: String { "\(operation.rawValue) \(path)" }
}
