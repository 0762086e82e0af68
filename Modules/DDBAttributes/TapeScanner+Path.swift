extension TapeScanner {
    /// The most bytes that one name adds to the path of a fault.
    private static var pathNameBytesMax: Int { 64 }

    /// The names that lead to a fault, from the tape as the fault left it.
    ///
    /// A container that was not closed has a second word of 0, so the way from the root through
    /// open containers is the path. Reading pays nothing for it.
    mutating func path(of fault: ScanFault) -> String {
        var path = ""
        var container = root
        while container >= 0 {
            let isMap = Token(word: tapeWord(container)).kind == .map
            var index = container + 2
            var position = 0
            container = -1
            var last = ""
            while index < tapeCount {
                last = isMap ? nameText(index, isFirst: path.isEmpty) : "[\(position)]"
                let value = isMap ? index + 1 : index
                guard value < tapeCount else { return path + last }
                position += 1
                let isOpen =
                    Token(word: tapeWord(value)).kind.isContainer && tapeWord(value + 1) == 0
                if isOpen {
                    path += last
                    container = value
                    break
                }
                index = next(after: value)
            }
            if container < 0, fault.isAfterValue { path += last }
            if container < 0, !fault.isAfterValue, !isMap { path += "[\(position)]" }
        }
        return path
    }

    private mutating func nameText(_ index: Int, isFirst: Bool) -> String {
        var name = plain(Token(word: tapeWord(index)))
        if name.count > Self.pathNameBytesMax {
            name.removeSubrange(Self.pathNameBytesMax...)
            name.append(contentsOf: "...".utf8)
        }
        return (isFirst ? "" : ".") + String(decoding: name, as: UTF8.self)
    }
}
