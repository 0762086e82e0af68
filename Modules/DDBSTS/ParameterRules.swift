import DDBBase
import DDBClientCore

/// Checks arguments before they are sent, so that a slip is told in words; the service's own answer
/// is a pattern.
struct ParameterRules {
    let operation: String

    func check(role: String, session: String) throws(ClientError) {
        guard (20...2048).contains(role.utf8.count), role.hasPrefix("arn:"),
            role.contains(":role/"), isVisible(role)
        else {
            throw refused(
                "The role is no ARN of a role; give one such as "
                    + "'arn:aws:iam::111122223333:role/name'.")
        }
        guard (2...64).contains(session.utf8.count), consists(session, of: "_+=,.@-") else {
            throw refused(
                "The name of the session of role '\(role)' is refused: give 2 to 64 letters, "
                    + "digits or '_+=,.@-'.")
        }
    }

    func check(durationSeconds: Int?) throws(ClientError) {
        guard let durationSeconds, !(900...43_200).contains(durationSeconds) else { return }
        throw refused(
            "A session lasts 900 to 43200 seconds (15 minutes to 12 hours), not "
                + "\(durationSeconds).")
    }

    func check(externalID: String?) throws(ClientError) {
        guard let externalID else { return }
        guard (2...1224).contains(externalID.utf8.count), consists(externalID, of: "_+=,.@:/-")
        else {
            throw refused(
                "The external id is refused: give the 2 to 1224 letters, digits or '_+=,.@:/-' "
                    + "that the role's trust policy names.")
        }
    }

    func check(serialNumber: String?, tokenCode: Secret?) throws(ClientError) {
        if serialNumber == nil, tokenCode == nil { return }
        guard let serialNumber, let code = tokenCode?.reveal() else {
            throw refused("A code of a device and the device's serial number go together.")
        }
        guard (9...256).contains(serialNumber.utf8.count), consists(serialNumber, of: "=/:,.@-_")
        else {
            throw refused("The serial number is none of a device: give it, or the device's ARN.")
        }
        guard code.utf8.count == 6, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw refused("The code of a device has 6 digits.")
        }
    }

    func check(token: Secret) throws(ClientError) {
        let text = token.reveal()
        guard (4...20_000).contains(text.utf8.count), isVisible(text) else {
            throw refused(
                "The web identity token is refused: it has 4 to 20000 characters and no white "
                    + "space; look at the file that it comes from.")
        }
    }

    func check(policies: [String]) throws(ClientError) {
        guard policies.count <= 10,
            policies.allSatisfy({ (20...2048).contains($0.utf8.count) && $0.hasPrefix("arn:") })
        else {
            throw refused("A session is bounded by 10 managed policies at most, each by its ARN.")
        }
    }

    private func consists(_ text: String, of others: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || others.utf8.contains(byte)
        }
    }

    private func isVisible(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private func refused(_ reason: String) -> ClientError {
        ClientError(.invalidCall, operation: operation, reason)
    }
}
