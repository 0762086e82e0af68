/// What the scan of a reply leaves beside the tape.
struct ReplyParts {
    /// The most members of an object whose names are kept, and the most tables of a reply.
    static var memberCountMax: Int { 256 }

    var records: [ItemRecord] = []
    var tables: [String]
    /// The members that hold no items, with the ranges of their values.
    var others: [(name: [UInt8], value: Range<Int>)] = []
    let origin: ItemOrigin
    let epoch: UInt32
    /// Where the scan is, for messages: the member that holds items, the table, the element.
    var member = ""
    var table: Int?
    var element = -1

    init(origin: ItemOrigin, table: String, epoch: UInt32) {
        self.origin = origin
        self.epoch = epoch
        tables = [table]
    }

    /// A record of what comes next.
    var nextRecord: ItemRecord {
        var record = ItemRecord(origin: origin)
        record.table = table ?? 0
        return record
    }

    /// The path of what is being read, with the names that lead further.
    func path(_ rest: String) -> String {
        var path = member
        if let table { path += "." + tables[table] }
        if element >= 0 { path += "[\(element)]" }
        return path.isEmpty || rest.isEmpty ? path + rest : path + "." + rest
    }
}
