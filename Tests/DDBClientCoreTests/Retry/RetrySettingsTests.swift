import DDBClientCore
import Testing

@Suite struct RetrySettingsTests {
    @Test func `settings that are nil leave the rules of the service`() {
        #expect(RetrySettings().rules(over: .dynamoDB) == .dynamoDB)
        #expect(RetrySettings(attemptsMax: 9).rules(over: .dynamoDB).attemptsMax == 9)
        let limited = RetrySettings(backoffMax: .seconds(1)).rules(over: .standard)
        #expect(limited == RetryRules(backoffMax: .seconds(1)))
    }
}
