package import DDBJSON

/// Tells of an export in a list.
public struct ExportSummary: Sendable, Hashable {
    /// The ARN.
    public var exportARN: String
    /// How far it is.
    public var exportStatus: ExportStatus?
    /// What it holds; nil means the whole table.
    public var exportType: ExportType?
}

extension ExportSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportARN = try members.required("ExportArn", members.string)
        exportStatus = try members.name("ExportStatus")
        exportType = try members.name("ExportType")
    }
}
