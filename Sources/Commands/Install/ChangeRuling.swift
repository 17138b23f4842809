import Preflight
import Reports

/// What checks say of a change before it is made: the one rule of every command that changes something after checking it.
///
/// What fails ends the command before anything is changed, but for what waiting may cure. What could not be judged proves
/// nothing, so that it ends nothing by itself (`--fail-on unknown` makes it fail), and is never passed over: it is said by
/// name.
struct ChangeRuling: Sendable, Equatable {
    /// They end the command.
    private(set) var stopping: [CheckResult] = []
    /// What they want does not hold today, and may do so tomorrow.
    private(set) var waiting: [CheckResult] = []
    /// They could not be judged.
    private(set) var unknown: [CheckResult] = []

    /// - Parameter waitable: categories of which a failure ends nothing.
    init(_ report: PreflightReport, waitable: Set<String> = []) {
        for result in report.results {
            switch report.standing(of: result) {
            case .failed where result.verdict == .fail && waitable.contains(result.category): waiting.append(result)
            case .failed: stopping.append(result)
            case .undecided: unknown.append(result)
            case .passed, .warned, .skipped: continue
            }
        }
    }

    /// A line for each reason, with all checks that it keeps from being judged.
    var unknownLines: [String] {
        var reasons: [String] = []
        var ids: [String: [String]] = [:]
        for result in unknown {
            if ids[result.message] == nil { reasons.append(result.message) }
            ids[result.message, default: []].append(result.id)
        }
        return reasons.map { "\(ids[$0, default: []].joined(separator: ", ")) could not be judged: \(plainLine($0))" }
    }
}

extension ChangeChecks {
    /// Goes by a ruling: says what goes on all the same, and ends the command where it has to.
    ///
    /// - Parameters:
    ///   - told: ids of checks of which the command itself has said what they found.
    ///   - subject: what is to be changed.
    /// - Throws: `CommandFailure` with status `failed`.
    func heed(
        _ ruling: ChangeRuling, of seen: Seen, besides told: Set<String> = [], changing subject: String,
        _ context: CommandContext
    ) throws(CommandFailure) {
        context.warn(
            ruling.waiting.filter { !told.contains($0.id) }
                .map { "\($0.id): \($0.message); it cannot run until that is put right" })
        context.warn(ruling.unknownLines)
        tell(seen, besides: ruling.stopping + ruling.waiting + ruling.unknown, context)
        guard ruling.stopping.isEmpty else { throw Self.refusal(ruling.stopping, of: subject) }
    }
}
