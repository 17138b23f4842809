/// Why a part could not be found, started or run.
public struct TestPartsError: Error, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Sendable {
        /// The program is not on this machine.
        case missing
        /// The program did not become ready.
        case notStarted
        /// A system call or a command that had to succeed did not.
        case failed
    }

    public let code: Code
    public let message: String
    /// What the program wrote, where it wrote something.
    public let log: String?

    init(_ code: Code, _ message: String, log: String? = nil) {
        self.code = code
        self.message = message
        self.log = log
    }

    public var description: String {
        guard let log, !log.isEmpty else {
            return message
        }
        return "\(message)\n\(log)"
    }
}
