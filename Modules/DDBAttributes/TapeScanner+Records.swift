import DDBBase

extension TapeScanner {
    /// Reads one record of a shape and returns the offset after it, before its line feed.
    mutating func record(
        _ start: Int, _ shape: LineShape, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        var offset = skipSpace(start)
        switch shape {
        case .item:
            offset = try item(offset, into: &record.newImage)
        case .export:
            // {"Item":  in the compact form that DynamoDB writes.
            if word(offset) == 0x3A22_6D65_7449_227B, byte(offset &+ 8) == UInt8(ascii: "{") {
                record.event = .snapshot
                offset = try item(offset &+ 8, into: &record.newImage)
                if byte(offset) == UInt8(ascii: "}") {
                    offset &+= 1
                    break
                }
                offset = try members(offset, shape, isFirst: false, into: &record)
            } else {
                offset = try members(openRecord(offset), shape, isFirst: true, into: &record)
            }
            try checkExport(&record, at: offset)
        case .change:
            offset = try members(openRecord(offset), shape, isFirst: true, into: &record)
            try checkChange(record, at: offset)
        }
        return skipSpace(offset)
    }

    /// Reads an item from its brace, as the root of a tree on the tape.
    mutating func item(_ start: Int, into index: inout Int) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "{") else {
            throw fail(start < end ? .rootNotObject : .endOfRecord, at: start)
        }
        index = tapeCount
        root = tapeCount
        let offset = try map(start, 0)
        root = -1
        return offset
    }

    private mutating func openRecord(_ start: Int) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "{") else { throw fail(.syntax, at: start) }
        return start + 1
    }

    private mutating func checkExport(_ record: inout ItemRecord, at offset: Int) throws(ScanFault)
    {
        if record.newImage < 0 {
            guard record.keys >= 0 || record.oldImage >= 0 else {
                throw fail(.missingImage, at: offset)
            }
            record.operation = .delete
        }
    }

    private mutating func checkChange(_ record: ItemRecord, at offset: Int) throws(ScanFault) {
        let isComplete =
            record.operation == .put
            ? record.newImage >= 0
            : record.newImage < 0 && (record.keys >= 0 || record.oldImage >= 0)
        guard isComplete else { throw fail(.missingImage, at: offset) }
        guard let event = record.event else { return }
        guard (event == .remove) == (record.operation == .delete) else {
            throw fail(.eventName, at: offset)
        }
    }

    /// Reads the members of a record's object up to its brace and returns the offset after that.
    private mutating func members(
        _ start: Int, _ shape: LineShape, isFirst: Bool, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        var offset = skipSpace(start)
        var isFirst = isFirst
        var seen: UInt16 = record.newImage >= 0 ? MemberName.item.bit : 0
        while true {
            if byte(offset) == UInt8(ascii: "}") {
                // Without it, a line that names keys would be a delete.
                guard shape != .change || seen & MemberName.operation.bit != 0 else {
                    throw fail(.missingMember, at: offset)
                }
                return offset + 1
            }
            if !isFirst {
                guard byte(offset) == UInt8(ascii: ",") else { throw fail(.syntax, at: offset) }
                offset = skipSpace(offset + 1)
            }
            isFirst = false
            guard byte(offset) == UInt8(ascii: "\"") else { throw fail(.syntax, at: offset) }
            let nameStart = offset + 1
            let name = try string(nameStart)
            let member = memberName(nameStart..<name.end, isEscaped: name.flags != 0, shape)
            offset = skipSpace(name.end + 1)
            guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset + 1)
            if let member {
                guard seen & member.bit == 0 else { throw fail(.duplicateMember, at: nameStart) }
                seen |= member.bit
                offset = try content(of: member, offset, into: &record)
            } else {
                offset = try skipValue(offset, depth: 0)
            }
            offset = skipSpace(offset)
        }
    }

    private mutating func memberName(
        _ range: Range<Int>, isEscaped: Bool, _ shape: LineShape
    ) -> MemberName? {
        if isEscaped {
            let token = Token(.name, offset: range.lowerBound, byteCount: range.count)
            let name = plain(token)
            return MemberName.all(of: shape).first { member in
                member.name(in: shape).elementsEqual(name)
            }
        }
        for member in MemberName.all(of: shape) where matches(range, member.name(in: shape)) {
            return member
        }
        return nil
    }

    @inline(__always)
    func matches(_ range: Range<Int>, _ text: String.UTF8View) -> Bool {
        guard text.count == range.count else { return false }
        var offset = range.lowerBound
        for expected in text {
            if byte(offset) != expected { return false }
            offset &+= 1
        }
        return true
    }

    private mutating func content(
        of member: MemberName, _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        switch member {
        case .item:
            record.event = .snapshot
            return try image(start, member, into: &record.newImage)
        case .newImage: return try image(start, member, into: &record.newImage)
        case .oldImage: return try image(start, member, into: &record.oldImage)
        case .keys: return try image(start, member, into: &record.keys)
        case .metadata: return try metadata(start, into: &record)
        case .operation: return try operation(start, into: &record)
        case .partition: return try partition(start, into: &record)
        case .epoch: return try epoch(start, into: &record)
        case .eventName: return try eventName(start, into: &record)
        case .sequence: return try sequence(start, into: &record)
        case .eventTime: return try eventTime(start, into: &record)
        }
    }

    /// Reads an image; in a change it may be `null` or absent alike.
    private mutating func image(
        _ start: Int, _ member: MemberName, into index: inout Int
    ) throws(ScanFault) -> Int {
        if UInt32(truncatingIfNeeded: word(start)) == 0x6C6C_756E, member != .item {
            return start + 4
        }
        guard index < 0 else { throw fail(.duplicateMember, at: start) }
        return try item(start, into: &index)
    }

    private mutating func operation(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        let range = try plainString(start)
        if isText(range, "put".utf8) {
            record.operation = .put
        } else if isText(range, "delete".utf8) {
            record.operation = .delete
        } else {
            throw fail(.operation, at: start)
        }
        return range.upperBound + 1
    }

    /// Whether a string that was read says a text, with escapes or not.
    private mutating func isText(_ range: Range<Int>, _ text: String.UTF8View) -> Bool {
        if matches(range, text) { return true }
        let token = Token(.string, offset: range.lowerBound, byteCount: range.count)
        return range.count > text.count && plain(token).elementsEqual(text)
    }

    private mutating func partition(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "\"") else { throw fail(.partition, at: start) }
        let name = try string(start + 1)
        let index: Int?
        if name.flags == 0 {
            guard (1...PartitionTable.nameBytesMax).contains(name.end - start - 1) else {
                throw fail(.partition, at: start)
            }
            index = unsafe partitions.index(
                of: RawSpan(
                    _unsafeStart: storage.bytes + start + 1, byteCount: name.end - start - 1))
        } else {
            let text = plain(
                Token(.string, offset: start + 1, byteCount: name.end - start - 1))
            guard (1...PartitionTable.nameBytesMax).contains(text.count) else {
                throw fail(.partition, at: start)
            }
            index = unsafe partitions.index(of: text.span.bytes)
        }
        guard let index else { throw fail(.partitionCount, at: start) }
        record.partition = index
        return name.end + 1
    }

    /// Reads a whole number, bare or as text.
    private mutating func epoch(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        let isText = byte(start) == UInt8(ascii: "\"")
        let first = isText ? start + 1 : start
        var offset = first
        while byte(offset) &- 0x30 < 10 { offset += 1 }
        guard !isText || byte(offset) == UInt8(ascii: "\""),
            let value = withText(first..<offset, { NumberText.int64($0) }),
            let epoch = UInt32(exactly: value)
        else { throw fail(.epoch, at: start) }
        record.order.epoch = epoch
        return isText ? offset + 1 : offset
    }

    private mutating func eventName(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        let range = try plainString(start)
        if isText(range, "INSERT".utf8) {
            record.event = .insert
        } else if isText(range, "MODIFY".utf8) {
            record.event = .modify
        } else if isText(range, "REMOVE".utf8) {
            record.event = .remove
        } else if isText(range, "SNAPSHOT".utf8) {
            record.event = .snapshot
        } else {
            throw fail(.eventName, at: start)
        }
        return range.upperBound + 1
    }

    mutating func sequence(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        let isText = byte(start) == UInt8(ascii: "\"")
        let first = isText ? start + 1 : start
        var offset = first
        while byte(offset) &- 0x30 < 10 { offset += 1 }
        guard offset > first, offset - first <= SequenceText.digitsMax,
            !isText || byte(offset) == UInt8(ascii: "\"")
        else { throw fail(.sequence, at: start) }
        record.order.sequenceOffset = first
        record.order.sequenceByteCount = offset - first
        return isText ? offset + 1 : offset
    }

    private mutating func eventTime(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "\"") else {
            return try microseconds(start, into: &record)
        }
        let range = try plainString(start)
        let token = Token(.string, offset: range.lowerBound, byteCount: range.count)
        guard let instant = Instant(iso8601: String(decoding: plain(token), as: UTF8.self)) else {
            throw fail(.member, at: start)
        }
        record.eventTime = instant
        return range.upperBound + 1
    }

    /// Reads a plain integer as the event time.
    private mutating func microseconds(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        var offset = byte(start) == UInt8(ascii: "-") ? start + 1 : start
        while byte(offset) &- 0x30 < 10 { offset += 1 }
        guard let value = withText(start..<offset, { NumberText.int64($0) }) else {
            throw fail(.member, at: start)
        }
        record.eventTime = Instant(microseconds: value)
        return offset
    }

    /// Reads `{"WriteTimestampMicros":{"N":".."}}`, whose value some writers give as a bare number.
    private mutating func metadata(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "{") else { throw fail(.member, at: start) }
        var offset = skipSpace(start + 1)
        if byte(offset) == UInt8(ascii: "}") { return offset + 1 }
        while true {
            let name = try plainString(offset)
            let token = Token(.name, offset: name.lowerBound, byteCount: name.count)
            offset = skipSpace(name.upperBound + 1)
            guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset + 1)
            if matches(token.range, "WriteTimestampMicros".utf8) {
                offset = try writeTimestamp(offset, into: &record)
            } else {
                offset = try skipValue(offset, depth: 1)
            }
            offset = skipSpace(offset)
            if byte(offset) == UInt8(ascii: "}") { return offset + 1 }
            guard byte(offset) == UInt8(ascii: ",") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset + 1)
        }
    }

    private mutating func writeTimestamp(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "{") else {
            return try microseconds(start, into: &record)
        }
        let mark = tapeCount
        reserveTape()
        let offset = try value(start, 0)
        let token = Token(word: tapeWord(mark))
        tapeCount = mark
        guard token.kind == .number,
            let value = withText(token.range, { NumberText.int64($0) })
        else { throw fail(.member, at: start) }
        record.eventTime = Instant(microseconds: value)
        return offset
    }

    /// Validates a string from its quote and returns the range between the quotes.
    mutating func plainString(_ start: Int) throws(ScanFault) -> Range<Int> {
        guard byte(start) == UInt8(ascii: "\"") else {
            throw fail(start < end ? .member : .endOfRecord, at: start)
        }
        return start + 1..<(try string(start + 1).end)
    }
}
