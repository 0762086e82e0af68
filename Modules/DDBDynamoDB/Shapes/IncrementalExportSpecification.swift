public import DDBBase
package import DDBJSON

/// Says which changes an incremental export holds.
public struct IncrementalExportSpecification: Sendable, Hashable {
    /// The first moment of the window, included.
    public var exportFromTime: Instant?
    /// The end of the window, not included; 15 minutes to 24 hours after the start.
    public var exportToTime: Instant?
    /// What it tells of each change.
    public var exportViewType: ExportViewType?

    /// Creates a specification.
    public init(
        exportFromTime: Instant? = nil, exportToTime: Instant? = nil,
        exportViewType: ExportViewType? = nil
    ) {
        self.exportFromTime = exportFromTime
        self.exportToTime = exportToTime
        self.exportViewType = exportViewType
    }
}

extension IncrementalExportSpecification: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportFromTime = try members.instant("ExportFromTime")
        exportToTime = try members.instant("ExportToTime")
        exportViewType = try members.name("ExportViewType")
    }
}

extension IncrementalExportSpecification: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ExportFromTime", exportFromTime)
        writer.member("ExportToTime", exportToTime)
        writer.member("ExportViewType", exportViewType)
    }
}
