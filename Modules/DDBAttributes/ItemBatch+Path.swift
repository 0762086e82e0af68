extension ItemBatch {
    /// The most bytes that one name adds to a path.
    private static let pathNameBytesMax = 64

    /// The names and positions that lead from an item to what is at a tape index inside it, as
    /// `fare.taxes[1]`; empty where that is the item itself.
    func path(to target: Int, from root: Int) -> String {
        var path = ""
        var container = root
        while container < target {
            let isMap = token(at: container).kind == .map
            var index = Tape.firstChild(of: container)
            var position = 0
            let end = Tape.next(after: container, in: tape)
            container = target
            while index < end {
                let value = isMap ? index + 1 : index
                let next = Tape.next(after: value, in: tape)
                if target < next {
                    path += isMap ? nameText(index, isFirst: path.isEmpty) : "[\(position)]"
                    container = target <= value ? target : value
                    break
                }
                index = next
                position += 1
            }
        }
        return path
    }

    private func nameText(_ index: Int, isFirst: Bool) -> String {
        var name: [UInt8] = []
        TokenText.append(token(at: index), of: bytes, to: &name)
        if name.count > Self.pathNameBytesMax {
            name.removeSubrange(Self.pathNameBytesMax...)
            name.append(contentsOf: "...".utf8)
        }
        return (isFirst ? "" : ".") + String(decoding: name, as: UTF8.self)
    }
}
