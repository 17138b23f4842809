import TestParts

/// What the same chart comes to with the same values by us and by the real Helm; pure.
enum StrictRendering: Equatable {
    /// The manifest of both, byte by byte.
    case same(String)
    case outcome(StrictOutcome)

    init(ours: CommandResult, helms: CommandResult) {
        switch (ours.isSuccess, helms.isSuccess) {
        case (true, true) where ours.standardOutput == helms.standardOutput: self = .same(helms.standardOutput)
        case (true, true):
            let difference = Self.difference(ours.standardOutput, helms.standardOutput)
            self = .outcome(.refused(["not Helm's bytes: \(difference)"]))
        case (true, false): self = .outcome(.refused(["Helm alone refuses it: \(Self.words(helms))"]))
        case (false, true): self = .outcome(.refused(["Helm alone takes it: \(Self.words(ours))"]))
        case (false, false):
            self = .outcome(
                Self.refusal(helms).map(StrictOutcome.notApplicable)
                    ?? .refused(["the chart is broken: \(Self.words(helms))"]))
        }
    }

    private static func words(_ result: CommandResult) -> String {
        result.standardError.split(separator: "\n").first.map(String.init) ?? "exit code \(result.exitCode)"
    }

    /// What the chart says where it refuses values by `fail`, or by its schema; nil for a mistake in it.
    private static func refusal(_ helms: CommandResult) -> String? {
        let text = helms.standardError
        if text.contains("execution error at ("), let end = text.firstRange(of: "): ") {
            return text[end.upperBound...].split(separator: "\n").first.map(String.init)
        }
        guard text.contains("values don't meet the specifications of the schema") else { return nil }
        return text.split(separator: "\n").filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
            .joined(separator: "; ")
    }

    private static func difference(_ ours: String, _ helms: String) -> String {
        let (ours, helms) = (
            ours.split(separator: "\n", omittingEmptySubsequences: false),
            helms.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let line = zip(ours, helms).enumerated().first { $0.element.0 != $0.element.1 }
        guard let line else { return "\(ours.count) lines instead of \(helms.count)" }
        return "line \(line.offset + 1) is '\(line.element.0)' instead of '\(line.element.1)'"
    }
}
