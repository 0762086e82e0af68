/// The header of one file in a tar archive (POSIX ustar, IEEE Std 1003.1, "ustar Interchange
/// Format").
///
/// ```
/// name[100] mode[8] uid[8] gid[8] size[12] mtime[12] chksum[8] typeflag[1] linkname[100]
/// magic[6] version[2] uname[32] gname[32] devmajor[8] devminor[8] prefix[155] zero[12]
/// ```
/// One form is written and no other is read: plain files, mode 0644, owner 0. So links, folders,
/// devices and headers of other dialects are refused by being different.
struct TarHeader: Sendable, Hashable {
    /// The size of a header, and what contents are filled up to with zeros.
    static let blockByteCount = 512
    /// The greatest size that eleven octal digits hold.
    static let byteCountMax = 1 << 33 - 1
    private static let nameByteCountMax = 100
    private static let prefixByteCountMax = 155

    /// The path in the archive.
    let name: String
    /// The size of the contents.
    let byteCount: Int
    /// When the file was written, in seconds since the epoch.
    let modifiedSeconds: Int64

    /// Creates a header.
    ///
    /// - Throws: ``StoreError/Code/unsupported`` where the format has no room for the name or size.
    init(name: String, byteCount: Int, modifiedSeconds: Int64) throws(StoreError) {
        guard Self.split(name) != nil, (0...Self.byteCountMax).contains(byteCount),
            (0...Int64(Self.byteCountMax)).contains(modifiedSeconds)
        else {
            throw StoreError(
                .unsupported,
                "The file '\(name)' of \(byteCount) bytes cannot stand in a snapshot: names have at "
                    + "most 255 bytes and files at most 8 GiB. Compact the table first.")
        }
        self.name = name
        self.byteCount = byteCount
        self.modifiedSeconds = modifiedSeconds
    }

    /// How many zeros follow the contents.
    var paddingByteCount: Int {
        let rest = byteCount % Self.blockByteCount
        return rest == 0 ? 0 : Self.blockByteCount - rest
    }

    /// The 512 bytes.
    var bytes: [UInt8] {
        var block: [UInt8] = []
        let (prefix, name) = Self.split(self.name) ?? ([], [])
        Self.append(name, 100, to: &block)
        Self.append(Array("0000644".utf8), 8, to: &block)
        Self.append(Array("0000000".utf8), 8, to: &block)
        Self.append(Array("0000000".utf8), 8, to: &block)
        Self.append(Self.octal(byteCount, digits: 11), 12, to: &block)
        Self.append(Self.octal(Int(modifiedSeconds), digits: 11), 12, to: &block)
        let checksumStart = block.count
        block += Array(repeating: UInt8(ascii: " "), count: 8)
        block.append(UInt8(ascii: "0"))
        Self.append([], 100, to: &block)
        block += Array("ustar\u{0}00".utf8)
        Self.append([], 64, to: &block)
        Self.append(Array("0000000".utf8), 8, to: &block)
        Self.append(Array("0000000".utf8), 8, to: &block)
        Self.append(prefix, 155, to: &block)
        Self.append([], 12, to: &block)
        let sum = block.reduce(0) { $0 + Int($1) }
        let text = Self.octal(sum, digits: 6) + [0, UInt8(ascii: " ")]
        block.replaceSubrange(checksumStart..<checksumStart + 8, with: text)
        return block
    }

    /// Reads a header; nil where it is not one that ``bytes`` gives.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockByteCount,
            let size = Self.number(block[124..<135]), let time = Self.number(block[136..<147])
        else { return nil }
        let name = block[0..<100].prefix { $0 != 0 }
        let prefix = block[345..<500].prefix { $0 != 0 }
        let path = prefix.isEmpty ? Array(name) : prefix + [UInt8(ascii: "/")] + name
        guard let text = String(validating: path, as: UTF8.self) else { return nil }
        do {
            try self.init(name: text, byteCount: size, modifiedSeconds: Int64(time))
        } catch {
            return nil
        }
        guard bytes == block else { return nil }
    }

    /// The name's part behind a slash and the one before it; nil where it is too long.
    private static func split(_ name: String) -> (prefix: [UInt8], name: [UInt8])? {
        let bytes = Array(name.utf8)
        if bytes.isEmpty || bytes.contains(0) { return nil }
        if bytes.count <= nameByteCountMax { return ([], bytes) }
        for index in bytes.indices.dropFirst() where bytes[index] == UInt8(ascii: "/") {
            let rest = bytes.count - index - 1
            if index <= prefixByteCountMax, (1...nameByteCountMax).contains(rest) {
                return (Array(bytes[..<index]), Array(bytes[(index + 1)...]))
            }
        }
        return nil
    }

    private static func append(_ field: [UInt8], _ width: Int, to block: inout [UInt8]) {
        block += field + Array(repeating: 0, count: width - field.count)
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = Array(String(value, radix: 8).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, digits - text.count)) + text
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
