/// The part of a table that one of several scans reads: a range of hashes.
struct SegmentRequest: Sendable {
    let number: Int
    let total: Int

    /// Reads `Segment` and `TotalSegments`; nil where a request has neither.
    init?(_ members: RequestMembers) throws(ServiceRefusal) {
        let segment = try members.integer("Segment")
        let total = try members.integer("TotalSegments")
        if let segment, segment < 0 {
            throw .constraint(
                "'\(segment)'", at: "segment",
                "Member must have value greater than or equal to 0")
        }
        if let total, total < 1 {
            throw .constraint(
                "'\(total)'", at: "totalSegments",
                "Member must have value greater than or equal to 1")
        }
        if let total, total > ItemLimits.segmentsMax {
            throw .constraint(
                "'\(total)'", at: "totalSegments",
                "Member must have value less than or equal to 1000000")
        }
        if let segment, segment >= ItemLimits.segmentsMax {
            throw .constraint(
                "'\(segment)'", at: "segment", "Member must have value less than or equal to 999999"
            )
        }
        switch (segment, total) {
        case (nil, nil): return nil
        case (_?, nil):
            throw .validation(
                "The TotalSegments parameter is required but was not present in the request when"
                    + " Segment parameter is present")
        case (nil, _?):
            throw .validation(
                "The Segment parameter is required but was not present in the request when"
                    + " parameter TotalSegments is present")
        case (let segment?, let total?):
            guard segment < total else {
                throw .validation(
                    "The Segment parameter is zero-based and must be less than parameter"
                        + " TotalSegments: Segment: \(segment) is not less than TotalSegments:"
                        + " \(total)")
            }
            number = segment
            self.total = total
        }
    }

    /// The hashes of the partition keys that are read.
    var hashes: ClosedRange<UInt64> {
        let width = UInt64.max / UInt64(total)
        let first = width * UInt64(number)
        return first...(number == total - 1 ? UInt64.max : first + width - 1)
    }
}
