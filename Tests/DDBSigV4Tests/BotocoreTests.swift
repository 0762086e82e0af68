import DDBBase
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Foundation
import Testing

/// Random requests, signed here and by botocore.
@Suite struct BotocoreTests {
    struct Case: Encodable {
        var method: String
        var url: String
        var headers: [[String]]
        var body: String
        var region: String
        var service: String
        var key: String
        var secret: String
        var token: String?
        var time: String
        var form: String
        var expires: Int
    }

    struct Answer: Decodable {
        var canonical: String
        var to_sign: String
        var signature: String
        var authorization: String?
    }

    @Test func `botocore signs random requests alike`() throws {
        guard TestPython.path != nil else { return }
        let seed: UInt64 = 20_261_121
        var random = RequestGenerator(seed: seed)
        let requests = try (0..<600).map { _ in try random.request() }
        let folder = try ScratchFolder()
        let file = folder.path + "/requests.json"
        try JSONEncoder().encode(requests.map(\.peer)).write(to: URL(fileURLWithPath: file))
        let output = try TestPython.run("sign_requests.py", file)
        let answers = try JSONDecoder().decode([Answer].self, from: Data(output.utf8))
        #expect(answers.count == requests.count)
        for (index, (request, answer)) in zip(requests, answers).enumerated() {
            let comment: Comment = "seed \(seed), request \(index), \(request.peer.form)"
            let trace = try request.trace()
            #expect(trace.canonicalRequest == answer.canonical, comment)
            #expect(trace.stringToSign == answer.to_sign, comment)
            #expect(trace.signature == answer.signature, comment)
            if let authorization = answer.authorization {
                #expect(try request.authorization() == authorization, comment)
            }
        }
    }
}
