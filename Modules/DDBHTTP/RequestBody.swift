/// What a request carries behind its head.
public enum RequestBody: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Nothing.
    case none
    /// Bytes that are all there.
    case bytes([UInt8])
    /// Bytes that come while the request is sent.
    case stream(any BodySource)

    /// The size, or nil where it is not known.
    public var byteCount: Int? {
        switch self {
        case .none: 0
        case .bytes(let bytes): bytes.count
        case .stream(let source): source.byteCount
        }
    }

    /// Starts the body from its beginning, whatever its form.
    public func open() async throws -> any BodyReader {
        switch self {
        case .none: BytesReader(pieces: [])
        case .bytes(let bytes): BytesReader(bytes)
        case .stream(let source): try await source.open()
        }
    }

    /// The form and the size, never the bytes.
    public var description: String {
        switch self {
        case .none: "none"
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .stream(let source): source.byteCount.map { "stream of \($0) bytes" } ?? "stream"
        }
    }

    /// The form and the size, never the bytes.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
