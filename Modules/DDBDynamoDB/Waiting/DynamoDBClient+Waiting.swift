import DDBBase
import DDBClientCore

extension DynamoDBClient {
    /// Waits until a table can be used, as after it was made or changed.
    ///
    /// A table that is not there yet is waited for as well, since a new one is not seen at once.
    ///
    /// - Parameters:
    ///   - tableName: The table's name or ARN.
    ///   - limits: How long, and how often, to ask.
    /// - Returns: What is known about the table.
    /// - Throws: ``TableWaitError`` where time runs out, or the table ends in another state;
    ///   `ClientError` where a call does not succeed; `CancellationError`.
    public func waitUntilTableActive(
        _ tableName: String, limits: WaitLimits = WaitLimits()
    ) async throws -> TableDescription {
        var wait = TableWait(limits: limits)
        while true {
            let table = try await tableIfThere(tableName)
            switch wait.saw(table?.tableStatus) {
            case .finish:
                if let table { return table }
            case .ask(let delay):
                try await client.components.time.sleep(for: delay)
            case .giveUp(let code):
                throw TableWaitError(
                    code: code,
                    message: TableWaitError.message(code, tableName, wait.status),
                    status: wait.status)
            }
        }
    }

    private func tableIfThere(_ tableName: String) async throws -> TableDescription? {
        do {
            return try await describeTable(DescribeTableRequest(tableName: tableName)).table
        } catch let error as ClientError where error.code == .resourceNotFound {
            return nil
        }
    }
}
