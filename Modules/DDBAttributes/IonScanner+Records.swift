extension IonScanner {
    /// Writes the next record as a line, with its line feed.
    ///
    /// - Returns: The offset after the record; nil where white space, comments and version markers
    ///   are all that is left.
    mutating func record(_ start: Int) throws(ScanFault) -> Int? {
        beginLine()
        var offset = try skipSpace(start)
        while byte(offset) != UInt8(ascii: "{") {
            guard offset < end else { return nil }
            offset = try versionMarker(offset)
        }
        guard byte(offset &+ 1) != UInt8(ascii: "{") else {
            throw fail(.ionRecord, at: offset &+ 1)
        }
        offset = try recordMembers(offset &+ 1, isWrapped: false)
        try put(0x0A)
        return offset
    }

    /// Reads `$ion_1_0`, which stands before records, and the white space after it.
    private mutating func versionMarker(_ start: Int) throws(ScanFault) -> Int {
        let close = identifierEnd(start)
        guard close &- start == 8, word(start) == 0x305F_315F_6E6F_6924 else {
            let isOther = close &- start >= 5 && word(start, count: 5) == 0x5F_6E6F_6924
            throw fail(isOther ? .ionVersion : .ionRecord, at: max(close, start))
        }
        let offset = try skipSpace(close)
        guard byte(offset) != UInt8(ascii: ":") else { throw fail(.ionRecord, at: offset) }
        return offset
    }

    /// Reads the members of a record from the byte after its brace, and takes `Record` off.
    ///
    /// - Returns: The offset after the brace that closes it.
    private mutating func recordMembers(
        _ start: Int, isWrapped: Bool
    ) throws(ScanFault) -> Int {
        let textStart = textCount
        try put(UInt8(ascii: "{"))
        var offset = try skipSpace(start)
        var isFirst = true
        while byte(offset) != UInt8(ascii: "}") {
            if !isFirst { try put(UInt8(ascii: ",")) }
            let nameStart = textCount + 1
            offset = try name(offset)
            let member = member(from: nameStart, count: textCount - nameStart - 2)
            switch member {
            case .image: offset = try image(offset)
            case .wrapper where !isWrapped:
                // What stands beside it would otherwise be lost.
                guard isFirst else { throw fail(.ionWrapper, at: offset) }
                takeBack(to: textStart)
                return try wrapped(offset)
            case .wrapper, .other: offset = try value(offset, 0)
            }
            isFirst = false
            offset = try nextOrClose(offset, UInt8(ascii: "}"))
        }
        try put(UInt8(ascii: "}"))
        return offset &+ 1
    }

    /// Reads the content of `Record` and the brace that closes what is around it.
    private mutating func wrapped(_ start: Int) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "{"), byte(start &+ 1) != UInt8(ascii: "{") else {
            throw fail(.ionWrapper, at: start &+ 1)
        }
        let offset = try nextOrClose(
            recordMembers(start &+ 1, isWrapped: true), UInt8(ascii: "}"))
        guard byte(offset) == UInt8(ascii: "}") else { throw fail(.ionWrapper, at: offset) }
        return offset &+ 1
    }

    private enum RecordMember {
        case image, wrapper, other
    }

    /// Tells by its text, which was just written, what a member is.
    private func member(from start: Int, count: Int) -> RecordMember {
        switch count {
        case 4:
            // Item, Keys
            wrote(0x6D65_7449, from: start, count: 4) || wrote(0x7379_654B, from: start, count: 4)
                ? .image : .other
        case 6: wrote(0x6472_6F63_6552, from: start, count: 6) ? .wrapper : .other
        case 8:
            // NewImage, OldImage, Metadata
            (wrote(0x4977_654E, from: start, count: 4) || wrote(0x4964_6C4F, from: start, count: 4))
                && wrote(0x6567_616D, from: start + 4, count: 4)
                || wrote(0x6174_654D, from: start, count: 4)
                    && wrote(0x6174_6164, from: start + 4, count: 4)
                ? .image : .other
        default: .other
        }
    }

    /// Reads a struct of attributes, or the null of an image that there is not.
    private mutating func image(_ start: Int) throws(ScanFault) -> Int {
        if byte(start) == UInt8(ascii: "{"), byte(start &+ 1) != UInt8(ascii: "{") {
            return try fields(start &+ 1, 0)
        }
        guard let close = try null(start) else {
            throw fail(.member, at: max(identifierEnd(start), start &+ 1))
        }
        try put(0x6C6C_756E, 4)
        return close
    }
}
