import DDBJSON

/// Reads and writes the JSON lines of one commit.
enum CommitFile {
    /// Reads all actions in order; lines of unknown kinds give none.
    static func read(
        _ bytes: [UInt8], name: String, settings: DeltaLogSettings
    ) throws(DeltaError) -> [LogAction] {
        var actions: [LogAction] = []
        try forEachLine(bytes, name: name, settings: settings) { line throws(DeltaError) in
            actions += try LogAction.read(line)
            return actions.count
        }
        return actions
    }

    /// Hands over the lines that are not blank, as JSON.
    ///
    /// - Parameter body: Gives the number of actions so far, which is bounded; its errors get the
    ///   place of the line.
    static func forEachLine(
        _ bytes: [UInt8], name: String, settings: DeltaLogSettings,
        _ body: (JSONValue) throws(DeltaError) -> Int
    ) throws(DeltaError) {
        var start = 0
        var line = 0
        let limits = JSONLimits(
            byteCountMax: settings.actionByteCountMax, depthMax: settings.depthMax)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            line += 1
            if !isBlank(bytes[start..<end]) {
                let span = unsafe bytes.span.bytes.extracting(start..<end)
                let place = "\(name), line \(line)"
                let value = try parse(span, limits, place)
                let count: Int
                do {
                    count = try body(value)
                } catch {
                    throw DeltaError(error.code, error.message, location: place)
                }
                guard count <= settings.actionCountMax else {
                    throw DeltaError(
                        .tooLarge, "A commit has more than \(settings.actionCountMax) actions.",
                        location: name)
                }
            }
            start = end + 1
        }
    }

    /// Writes actions, a line each.
    static func write(_ actions: [LogAction]) -> [UInt8] {
        var writer = JSONWriter()
        for action in actions { action.write(to: &writer) }
        return writer.takeBytes()
    }

    private static func parse(
        _ span: RawSpan, _ limits: JSONLimits, _ place: String
    ) throws(DeltaError) -> JSONValue {
        do {
            return try JSONValue.parse(span, limits: limits)
        } catch {
            throw DeltaError(
                error.code == .limit ? .tooLarge : .corrupt,
                "A commit of the table cannot be read: \(error.message)", location: place,
                cause: error)
        }
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
}
