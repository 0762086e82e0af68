import DDBBase

/// Makes request ids such as DynamoDB's: 52 letters and digits.
struct RequestIDs: Sendable {
    let random: any RandomSource

    func next() -> String {
        var text: [UInt8] = []
        text.reserveCapacity(52)
        while text.count < 52 {
            var word = random.next()
            for _ in 0..<12 where text.count < 52 {
                let digit = UInt8(word % 32)
                text.append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
                word /= 32
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
