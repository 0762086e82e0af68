import DDBBase

/// A change while it is read: parts of it wait for others that may come later.
struct ScannedChange {
    /// What a change's time counts where it does not say so itself.
    enum Unit {
        /// Seconds, as streams of DynamoDB do.
        case seconds
        /// What the magnitude says, as Kinesis streams need it.
        case magnitude
        /// Whole units, of which so many microseconds make one.
        case microseconds(Int64)
    }

    var record: ItemRecord
    var eventName: ScannedName?
    var hasChange = false
    var time: Range<Int>?
    var precision: Int64?
    var isServiceIdentity = false
    var isDynamoDBPrincipal = false
    var eventID: Range<Int>?
    var tableName: ScannedName?

    init(record: ItemRecord) {
        self.record = record
    }
}

extension TapeScanner {
    /// Reads a change as streams and Kinesis carry it and returns the offset after it.
    mutating func change(
        _ start: Int, into change: inout ScannedChange, _ unit: ScannedChange.Unit
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "{"), start)
        var isFirst = true
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            if isName(name, "dynamodb") {
                guard !change.hasChange else {
                    throw fail(.duplicateMember, at: name.range.lowerBound)
                }
                change.hasChange = true
                offset = try changeContent(offset, into: &change)
            } else if isName(name, "eventName") {
                guard change.eventName == nil else {
                    throw fail(.duplicateMember, at: name.range.lowerBound)
                }
                change.eventName = try text(&offset)
            } else if isName(name, "eventID") {
                change.eventID = try text(&offset)?.range
            } else if isName(name, "tableName") {
                change.tableName = try text(&offset)
            } else if isName(name, "userIdentity"), byte(offset) == UInt8(ascii: "{") {
                offset = try identity(offset, into: &change)
            } else {
                offset = try skipValue(offset, depth: 0)
            }
        }
        try finish(&change, unit, at: offset)
        return offset
    }

    private mutating func changeContent(
        _ start: Int, into change: inout ScannedChange
    ) throws(ScanFault) -> Int {
        var offset = try open(UInt8(ascii: "{"), start)
        var isFirst = true
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            if isNull(offset) {
                offset += 4
            } else if isName(name, "Keys") {
                offset = try changeImage(offset, into: &change.record.keys)
            } else if isName(name, "NewImage") {
                offset = try changeImage(offset, into: &change.record.newImage)
            } else if isName(name, "OldImage") {
                offset = try changeImage(offset, into: &change.record.oldImage)
            } else if isName(name, "SequenceNumber") {
                guard change.record.order.sequenceByteCount == 0 else {
                    throw fail(.duplicateMember, at: name.range.lowerBound)
                }
                offset = try sequence(offset, into: &change.record)
            } else if isName(name, "ApproximateCreationDateTime") {
                let first = offset
                offset = try skipNumber(first)
                change.time = first..<offset
            } else if isName(name, "ApproximateCreationDateTimePrecision") {
                change.precision = try precision(&offset)
            } else {
                offset = try skipValue(offset, depth: 0)
            }
        }
        return offset
    }

    private mutating func changeImage(
        _ start: Int, into index: inout Int
    ) throws(ScanFault) -> Int {
        guard index < 0 else { throw fail(.duplicateMember, at: start) }
        return try item(start, into: &index)
    }

    /// The microseconds that one unit of a change's time lasts.
    private mutating func precision(_ offset: inout Int) throws(ScanFault) -> Int64 {
        let start = offset
        guard let text = try text(&offset) else { throw fail(.member, at: start) }
        if isName(text, "MICROSECOND") { return 1 }
        guard isName(text, "MILLISECOND") else { throw fail(.member, at: start) }
        return 1000
    }

    /// Reads who made a change, in the spelling of the API or of events for Lambda.
    private mutating func identity(
        _ start: Int, into change: inout ScannedChange
    ) throws(ScanFault) -> Int {
        var offset = start + 1
        var isFirst = true
        while let name = try nextMember(&offset, isFirst: isFirst) {
            isFirst = false
            let isType = isName(name, "Type") || isName(name, "type")
            let isPrincipal = isName(name, "PrincipalId") || isName(name, "principalId")
            guard let text = try text(&offset) else { continue }
            if isType, isName(text, "Service") { change.isServiceIdentity = true }
            if isPrincipal, isName(text, "dynamodb.amazonaws.com") {
                change.isDynamoDBPrincipal = true
            }
        }
        return offset
    }

    private mutating func finish(
        _ change: inout ScannedChange, _ unit: ScannedChange.Unit, at offset: Int
    ) throws(ScanFault) {
        guard let name = change.eventName else { throw fail(.missingMember, at: offset) }
        if isName(name, "REMOVE") {
            change.record.operation = .delete
            change.record.event = .remove
            if change.isServiceIdentity, change.isDynamoDBPrincipal {
                change.record.cause = .timeToLive
            }
            guard change.record.newImage < 0 else { throw fail(.member, at: offset) }
        } else {
            guard isName(name, "INSERT") || isName(name, "MODIFY") else {
                throw fail(.member, at: name.range.lowerBound)
            }
            change.record.event = isName(name, "INSERT") ? .insert : .modify
        }
        let record = change.record
        guard record.keys >= 0 || record.newImage >= 0 || record.oldImage >= 0 else {
            throw fail(.missingImage, at: offset)
        }
        if let time = change.time {
            let unit = change.precision.map(ScannedChange.Unit.microseconds) ?? unit
            guard let instant = withText(time, { ChangeTime.instant($0, unit) }) else {
                throw fail(.member, at: time.lowerBound)
            }
            change.record.eventTime = instant
        }
    }
}
