/// Two processes on one release at once.
public struct Race: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Each refuses to wait.
        case plain
        /// Each waits for the other.
        case waiting
        /// Their clocks are ten minutes apart, and neither sees the other's process.
        case skewed
        /// The first is stopped past its lease, and woken when the second has done its work.
        case stopped
    }

    public var kind: Kind
    public var number: Int

    public init(kind: Kind, number: Int) {
        self.kind = kind
        self.number = number
    }

    /// Such as `skewed-7`.
    public var id: String { "\(kind.rawValue)-\(number)" }

    /// - Returns: half of them refuse to wait, half wait; then as many with clocks apart and with a holder that is stopped.
    public static func all(_ count: Int) -> [Race] {
        let first = (1...max(1, count)).map { Race(kind: $0.isMultiple(of: 2) ? .waiting : .plain, number: $0) }
        let others = [Kind.skewed, .stopped].flatMap { kind in (1...max(1, count)).map { Race(kind: kind, number: $0) }
        }
        return first + others
    }

    /// Whether they wait for each other: every other one of those with clocks apart.
    var waits: Bool {
        switch kind {
        case .plain: false
        case .waiting, .stopped: true
        case .skewed: number.isMultiple(of: 2)
        }
    }

    /// How the two may end.
    func exitProblem(_ codes: [Int32]) -> String? {
        let words = "the exit statuses are \(codes.map(String.init).joined(separator: " and "))"
        switch kind {
        case .stopped:
            // The second takes over; the first finds that out.
            guard codes.count == 2, codes[1] == 0 else { return words }
            return [1, 3, 4, 5].contains(codes[0]) ? nil : words
        case .waiting: return codes.allSatisfy { $0 == 0 } ? nil : words
        case .plain, .skewed:
            if waits { return codes.allSatisfy { $0 == 0 } ? nil : words }
            // The slower one may have begun when the other was done.
            return codes.contains(0) && codes.allSatisfy { $0 == 0 || $0 == 5 } ? nil : words
        }
    }
}
