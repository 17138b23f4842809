import Releases

extension ReleaseText {
    /// As `helm test` prints them; the notes are left out, as Helm 4 does.
    static func text(_ tested: TestedRelease) -> String {
        facts(tested.record) + suites(tested.record, none: "TEST SUITE: None\n") + tested.logs.map(text).joined()
    }

    /// The tests that have run, as `helm status` shows them.
    ///
    /// - Parameter none: where the release has no test at all.
    static func suites(_ record: ReleaseRecord, none: String = "") -> String {
        guard !record.tests.isEmpty else { return none }
        return record.tests.map { test in
            guard let run = test.lastRun else { return "" }
            return """
                TEST SUITE:     \(test.name)
                Last Started:   \(run.started.withoutFraction)
                Last Completed: \(run.completed?.withoutFraction ?? "")
                Phase:          \(run.phase)

                """
        }.joined()
    }

    private static func text(_ log: ContainerLog) -> String {
        let title = log.container.isEmpty ? log.pod : "\(log.pod) (\(log.container))"
        let text = log.problem.map { "(\($0))\n" } ?? log.text
        return "\nPOD LOGS: \(title)\n\(text)" + (text.hasSuffix("\n") ? "" : "\n")
    }
}
