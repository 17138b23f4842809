extension ConformanceReport {
    /// Judges a profile by the results of checks; pure. A check without a result proves nothing.
    public init(_ profile: ConformanceProfile, _ results: [CheckResult]) {
        let found = Dictionary(results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            profile: profile.name, title: profile.title, source: profile.source,
            entries: profile.requirements.map { Self.entry($0, found) })
    }

    private static func entry(_ requirement: ConformanceProfile.Requirement, _ found: [String: CheckResult]) -> Entry {
        var seen: [CheckResult] = []
        var missing: [String] = []
        for id in requirement.checks {
            if let result = found[id] { seen.append(result) } else { missing.append(id) }
        }
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            return Entry(
                requirement, .notProven, reason: "\(names) was not run", hint: "run again without leaving \(names) out")
        }
        if requirement.isIfOffered, !seen.isEmpty, seen.allSatisfy(isAbsent) {
            return Entry(requirement, .notOffered, reason: reasons(seen))
        }
        let lacking = seen.filter { $0.verdict != .pass }
        guard lacking.isEmpty else {
            let hints = unique(lacking.map { $0.hint ?? "" }.filter { !$0.isEmpty })
            let hint = hints.isEmpty ? "bring up what it names, then run again" : hints.joined(separator: "; ")
            return Entry(requirement, .notProven, reason: reasons(lacking), hint: hint)
        }
        guard let run = requirement.runNeeded else { return Entry(requirement, .proven, reason: reasons(seen)) }
        let reason = seen.isEmpty ? "nothing of it can be read" : reasons(seen)
        return Entry(requirement, .needsRun, reason: reason, hint: run)
    }

    /// A check that was left out by request says nothing of what is there.
    private static func isAbsent(_ result: CheckResult) -> Bool {
        guard case .skipped(let reason) = result.verdict, result.policy == nil else { return false }
        return !reason.hasPrefix("needs ") && !reason.hasPrefix("skipped by request")
    }

    private static func reasons(_ results: [CheckResult]) -> String {
        results.map { "\($0.id): \($0.message)" }.joined(separator: "; ")
    }

    private static func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { seen, text in if !seen.contains(text) { seen.append(text) } }
    }
}
