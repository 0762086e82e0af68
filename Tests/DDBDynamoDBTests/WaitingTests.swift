import DDBClientCore
import DDBDynamoDB
import DDBTestKit
import Testing

@Suite struct WaitingTests {
    private static func table(_ status: String) -> ScriptedTransport.Step {
        .reply(#"{"Table":{"TableName":"t","TableStatus":"\#(status)"}}"#)
    }

    /// Waits while the clock is moved whenever somebody sleeps.
    private func wait(
        _ client: ScriptedClient, _ limits: WaitLimits = WaitLimits()
    ) async throws -> TableDescription {
        try await withThrowingTaskGroup(of: TableDescription?.self) { group in
            group.addTask {
                try await client.dynamoDB.waitUntilTableActive("t", limits: limits)
            }
            group.addTask {
                while !Task.isCancelled {
                    if client.time.sleeperCount > 0 { client.time.advance(by: .milliseconds(500)) }
                    await Task.yield()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    @Test func `a table that is made is waited for, even before it is seen`() async throws {
        let client = try ScriptedClient(steps: [
            .refusal("ResourceNotFoundException"), Self.table("CREATING"), Self.table("UPDATING"),
            Self.table("ACTIVE"),
        ])
        #expect(try await wait(client).tableStatus == .active)
        #expect(client.transport.remainingStepCount == 0)
        #expect(client.time.monotonicNanoseconds >= 2_000_000_000)
    }

    @Test func `waiting ends when its time is over`() async throws {
        let client = try ScriptedClient(
            steps: (0..<100).map { _ in Self.table("CREATING") })
        let error = await #expect(throws: TableWaitError.self) {
            try await self.wait(client, WaitLimits(total: .seconds(60)))
        }
        #expect(error?.code == .timedOut)
        #expect(error?.status == .creating)
        #expect(error?.message.contains("CREATING") == true)
        #expect((4...14).contains(client.transport.exchanges.count))
    }

    @Test func `a table that never comes ends the waiting`() async throws {
        let client = try ScriptedClient(
            steps: (0..<100).map { _ in .refusal("ResourceNotFoundException") })
        let error = await #expect(throws: TableWaitError.self) {
            try await self.wait(client, WaitLimits(total: .seconds(5)))
        }
        #expect(error?.code == .timedOut)
        #expect(error?.status == nil)
    }

    @Test(arguments: [
        "DELETING", "ARCHIVED", "ARCHIVING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
        "REPLICATION_NOT_AUTHORIZED",
    ])
    func `a table that ends elsewhere is not waited for`(status: String) async throws {
        let client = try ScriptedClient(steps: [Self.table(status)])
        let error = await #expect(throws: TableWaitError.self) { try await self.wait(client) }
        #expect(error?.code == .endedElsewhere)
        #expect(error?.status?.rawValue == status)
        #expect(error?.disposition == .fatal)
        #expect(error?.message.contains("in time") == false)
    }

    @Test func `another error ends the waiting`() async throws {
        let client = try ScriptedClient(steps: [.refusal("AccessDeniedException")])
        let error = await #expect(throws: ClientError.self) { try await self.wait(client) }
        #expect(error?.code == .accessDenied)
    }
}
