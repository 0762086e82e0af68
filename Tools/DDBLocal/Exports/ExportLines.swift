import DDBAttributes
import DDBBase

/// Writes the lines of data files.
struct ExportLines {
    let kind: ExportRequest.Kind
    let format: ExportRequest.Format
    let view: ExportRequest.View
    let key: KeySchema

    init(_ request: ExportRequest, key: KeySchema) {
        kind = request.kind
        format = request.format
        view = request.view
        self.key = key
    }

    /// Appends a line.
    func append(_ line: ExportContent.Line, to text: inout [UInt8]) {
        switch (kind, format) {
        case (.full, .json):
            text.append(contentsOf: #"{"Item":"#.utf8)
            text.append(contentsOf: line.new?.wire ?? [])
            text.append(UInt8(ascii: "}"))
        case (.full, .ion):
            text.append(contentsOf: "$ion_1_0 {Item:".utf8)
            appendIon(line.new, to: &text)
            text.append(UInt8(ascii: "}"))
        case (.incremental, .json): appendChange(line, to: &text)
        case (.incremental, .ion): appendIonChange(line, to: &text)
        }
        text.append(0x0A)
    }

    private func images(_ line: ExportContent.Line) -> [(name: String, item: StoredItem)] {
        var images: [(String, StoredItem)] = []
        if let keys = (line.new ?? line.old)?.keys(key) { images.append(("Keys", keys)) }
        if view == .newAndOld, let old = line.old { images.append(("OldImage", old)) }
        if let new = line.new { images.append(("NewImage", new)) }
        return images
    }

    private func appendChange(_ line: ExportContent.Line, to text: inout [UInt8]) {
        text.append(
            contentsOf: #"{"Metadata":{"WriteTimestampMicros":{"N":"\#(line.time)"}}"#.utf8)
        for (name, item) in images(line) {
            text.append(contentsOf: #","\#(name)":"#.utf8)
            text.append(contentsOf: item.wire)
        }
        text.append(UInt8(ascii: "}"))
    }

    private func appendIonChange(_ line: ExportContent.Line, to text: inout [UInt8]) {
        text.append(contentsOf: "$ion_1_0 {Record:{".utf8)
        for (name, item) in images(line) {
            if name != "Keys" { text.append(UInt8(ascii: ",")) }
            text.append(contentsOf: "\(name):".utf8)
            appendIon(item, to: &text)
            guard name == "Keys" else { continue }
            text.append(contentsOf: ",Metadata:{WriteTimestampMicros:".utf8)
            IonText.append(DecimalNumber(line.time), to: &text)
            text.append(UInt8(ascii: "}"))
        }
        text.append(contentsOf: "}}".utf8)
    }

    private func appendIon(_ item: StoredItem?, to text: inout [UInt8]) {
        IonText.append(item?.item ?? Item(), to: &text)
    }
}
