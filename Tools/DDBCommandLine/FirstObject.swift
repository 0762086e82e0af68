import DDBFiles

/// Finds the first JSON object of a file, of lines or of an array, byte by byte.
struct FirstObject {
    /// There is something else, in words for a message.
    struct Absence: Error {
        let why: String
    }

    private enum State {
        /// Before the array, or the object.
        case begin
        /// Inside of the array, before its first element.
        case array
        case object, string, escape
        /// Behind the object.
        case end
        /// Behind an array without elements.
        case empty
    }

    /// The most bytes that are looked at.
    private static let byteCountMax = 8 << 20
    private static let pieceByteCount = 64 << 10
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var state = State.begin
    private var depth = 0
    private var count = 0
    private var text: [UInt8] = []

    /// Returns the bytes of the first object of a file, which is decompressed where its name says
    /// so; nil where the file, or its array, is empty.
    ///
    /// - Throws: ``Absence``; `PipelineError` where the file cannot be read or is damaged.
    static func find(in path: String) throws -> [UInt8]? {
        let input = try InputBytes(path: path)
        var found = FirstObject()
        var piece = [UInt8](repeating: 0, count: pieceByteCount)
        while found.count < byteCountMax {
            let read = try piece.withUnsafeMutableBytes { try input.read(into: $0) }
            guard let read else { continue }
            for byte in piece[..<read] {
                try found.take(byte)
                if found.state == .end { return found.text }
                if found.state == .empty { return nil }
            }
            guard read == 0 else { continue }
            guard found.state != .begin else { return nil }
            throw Absence(why: "its first object does not end")
        }
        throw Absence(why: "its first object does not end within \(byteCountMax >> 20) MiB")
    }

    private mutating func take(_ byte: UInt8) throws(Absence) {
        defer { count += 1 }
        switch state {
        case .begin, .array:
            let isMark =
                count < Self.byteOrderMark.count && byte == Self.byteOrderMark[count]
            if isMark || [0x20, 0x09, 0x0A, 0x0D].contains(byte) { return }
            switch (byte, state) {
            case (UInt8(ascii: "{"), _):
                state = .object
                depth = 1
                text.append(byte)
            case (UInt8(ascii: "["), .begin): state = .array
            case (UInt8(ascii: "]"), .array): state = .empty
            case (_, .array): throw Absence(why: "its first element is no JSON object")
            case (_, _): throw Absence(why: "its first line is no JSON object")
            }
        case .object:
            text.append(byte)
            switch byte {
            case UInt8(ascii: "\""): state = .string
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { state = .end }
            default: break
            }
        case .string:
            text.append(byte)
            if byte == UInt8(ascii: "\"") { state = .object }
            if byte == UInt8(ascii: "\\") { state = .escape }
        case .escape:
            text.append(byte)
            state = .string
        case .end, .empty: break
        }
    }
}
