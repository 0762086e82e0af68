import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBKinesis
import DDBSigV4
import DDBTestKit

/// Gives the same credentials always.
struct FixedCredentials: CredentialsProvider {
    var name: String { "fixed" }

    func credentials() async throws -> Credentials {
        Credentials(
            signing: SigningCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret")),
            origin: "test")
    }
}

/// Clients whose service is a script.
struct ScriptedClient {
    let transport: ScriptedTransport
    let time = ManualTimeSource()
    let components: ClientComponents
    let settings: ClientSettings

    /// - Parameter replies: The bodies of replies with status 200.
    init(_ replies: String...) throws {
        try self.init(steps: replies.map { .reply($0) })
    }

    init(steps: [ScriptedTransport.Step]) throws {
        transport = ScriptedTransport(steps)
        components = ClientComponents(
            transport: transport, credentials: FixedCredentials(), time: time,
            random: SeededRandom(seed: 1))
        settings = ClientSettings(
            region: "eu-west-1", endpoint: Endpoint(.http, host: "127.0.0.1", port: 8000))
    }

    var kinesis: KinesisClient {
        KinesisClient(settings: settings, components: components)
    }

    /// The bodies of the requests so far.
    var bodies: [String] {
        transport.exchanges.map { String(decoding: $0.body, as: UTF8.self) }
    }
}

extension ScriptedTransport.Step {
    /// A reply with a body.
    static func reply(_ text: String, status: Int = 200) -> ScriptedTransport.Step {
        .respond(
            status: status, headers: ["x-amzn-requestid": "REQUEST"], body: [Array(text.utf8)])
    }

    /// A refusal with a code.
    static func refusal(_ code: String) -> ScriptedTransport.Step {
        .reply(
            #"{"__type":"com.amazonaws.dynamodb.v20120810#\#(code)","message":"m"}"#, status: 400)
    }
}
