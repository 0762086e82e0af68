extension TapeScanner {
    /// Reads a whole reply.
    ///
    /// - Returns: Whether the member that holds items was there.
    mutating func reply(
        _ shape: ReplyShape, into parts: inout ReplyParts
    ) throws(ScanFault) -> Bool {
        var offset = try open(UInt8(ascii: "{"), skipSpace(0))
        let member = shape.member
        var isFirst = true
        var hasItems = false
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            if isName(name, member) {
                guard !hasItems else { throw fail(.duplicateMember, at: name.range.lowerBound) }
                hasItems = !isNull(offset)
                parts.member = member
                offset = hasItems ? try content(shape, offset, into: &parts) : offset + 4
                parts.member = ""
            } else {
                try keep(name, &offset, in: &parts)
            }
        }
        offset = skipSpace(offset)
        guard offset == end else { throw fail(.trailingBytes, at: offset) }
        return hasItems
    }

    /// Validates a member that holds no items and notes where it is; `null` is as good as absent.
    private mutating func keep(
        _ name: ScannedName, _ offset: inout Int, in parts: inout ReplyParts
    ) throws(ScanFault) {
        let text = plain(name)
        guard !parts.others.contains(where: { $0.name == text }) else {
            throw fail(.duplicateMember, at: name.range.lowerBound)
        }
        guard parts.others.count < ReplyParts.memberCountMax else {
            throw fail(.memberCount, at: name.range.lowerBound)
        }
        let start = offset
        offset = try skipValue(start, depth: 0)
        if byte(start) != UInt8(ascii: "n") { parts.others.append((text, start..<offset)) }
    }

    private mutating func content(
        _ shape: ReplyShape, _ start: Int, into parts: inout ReplyParts
    ) throws(ScanFault) -> Int {
        switch shape {
        case .item:
            var record = parts.nextRecord
            let offset = try sized(start, item(start, into: &record.newImage))
            parts.records.append(record)
            return offset
        case .items: return try items(start, into: &parts)
        case .itemsOfTables:
            return try tables(start, into: &parts) { (scanner, start, parts) throws(ScanFault) in
                try scanner.items(start, into: &parts)
            }
        case .writesOfTables:
            return try tables(start, into: &parts) { (scanner, start, parts) throws(ScanFault) in
                try scanner.writes(start, into: &parts)
            }
        case .changes: return try changes(start, into: &parts)
        }
    }

    /// Reads a list of items.
    private mutating func items(
        _ start: Int, into parts: inout ReplyParts
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "["), start)
        let table = parts.table ?? 0
        parts.element = 0
        while try nextElement(&offset, isFirst: parts.element == 0) {
            var record = ItemRecord(origin: parts.origin)
            record.table = table
            offset = try sized(offset, item(offset, into: &record.newImage))
            parts.records.append(record)
            parts.element &+= 1
        }
        parts.element = -1
        return offset
    }

    /// Refuses what is longer than a record may be.
    @inline(__always)
    private mutating func sized(_ start: Int, _ end: Int) throws(ScanFault) -> Int {
        guard end &- start <= limits.recordBytesMax else { throw fail(.recordSize, at: end) }
        return end
    }

    /// Reads an object that names tables, which begin the batch's list of them.
    private mutating func tables(
        _ start: Int, into parts: inout ReplyParts,
        _ body: (inout TapeScanner, Int, inout ReplyParts) throws(ScanFault) -> Int
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "{"), start)
        var tables: [String] = []
        while let name = try nextMember(&offset, isFirst: tables.isEmpty) {
            let table = String(decoding: plain(name), as: UTF8.self)
            guard !tables.contains(where: { $0.utf8.elementsEqual(table.utf8) }) else {
                throw fail(.duplicateMember, at: name.range.lowerBound)
            }
            guard tables.count < ReplyParts.memberCountMax else {
                throw fail(.memberCount, at: name.range.lowerBound)
            }
            tables.append(table)
            parts.tables = tables
            parts.table = tables.count - 1
            offset = try body(&self, offset, &parts)
        }
        parts.table = nil
        return offset
    }

    /// Reads a list of write requests.
    private mutating func writes(
        _ start: Int, into parts: inout ReplyParts
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "["), start)
        parts.element = 0
        while try nextElement(&offset, isFirst: parts.element == 0) {
            var record = parts.nextRecord
            offset = try sized(offset, write(offset, into: &record))
            parts.records.append(record)
            parts.element += 1
        }
        parts.element = -1
        return offset
    }

    private mutating func write(
        _ start: Int, into record: inout ItemRecord
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "{"), start)
        var isFirst = true
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            if isNull(offset) {
                offset += 4
            } else if isName(name, "PutRequest") {
                offset = try writeRequest(offset, "Item", into: &record.newImage)
            } else if isName(name, "DeleteRequest") {
                record.operation = .delete
                offset = try writeRequest(offset, "Key", into: &record.keys)
            } else {
                throw fail(.member, at: name.range.lowerBound)
            }
        }
        guard (record.newImage >= 0) != (record.keys >= 0) else {
            throw fail(.missingImage, at: offset)
        }
        return offset
    }

    private mutating func writeRequest(
        _ start: Int, _ member: String, into index: inout Int
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "{"), start)
        var isFirst = true
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            guard isName(name, member), index < 0 else {
                throw fail(.member, at: name.range.lowerBound)
            }
            offset = try item(offset, into: &index)
        }
        return offset
    }

    private mutating func changes(
        _ start: Int, into parts: inout ReplyParts
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "["), start)
        parts.element = 0
        while try nextElement(&offset, isFirst: parts.element == 0) {
            var change = ScannedChange(record: parts.nextRecord)
            change.record.order.epoch = parts.epoch
            offset = try sized(offset, self.change(offset, into: &change, .seconds))
            guard change.record.order.sequenceByteCount > 0 else {
                throw fail(.missingMember, at: offset)
            }
            parts.records.append(change.record)
            parts.element += 1
        }
        parts.element = -1
        return offset
    }
}
