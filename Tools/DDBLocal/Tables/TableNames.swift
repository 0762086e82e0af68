import DDBAttributes

/// Checks the names of tables in requests.
enum TableNames {
    /// The name that a name or an ARN says.
    static func name(of reference: String) throws(ServiceRefusal) -> String {
        if reference.hasPrefix("arn:") {
            guard let arn = TableARN(arn: reference) else {
                throw .validation(
                    "Invalid TableArn: Invalid ResourceArn provided as input \(reference)")
            }
            return arn.name
        }
        try check(reference)
        return reference
    }

    /// Refuses what cannot be a name.
    static func check(_ name: String) throws(ServiceRefusal) {
        guard (3...255).contains(name.utf8.count) else {
            throw .validation(
                "TableName must be at least 3 characters long and at most 255 characters long")
        }
        try checkPattern(name, at: "tableName")
    }

    static func checkPattern(_ name: String, at member: String) throws(ServiceRefusal) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName else {
            throw .constraint(
                "'\(name)'", at: member,
                "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
        }
    }

    /// The table that a request names.
    static func required(_ members: RequestMembers) throws(ServiceRefusal) -> String {
        guard let name = try members.string("TableName") else {
            throw .constraint("null", at: "tableName", "Member must not be null")
        }
        return name
    }
}
