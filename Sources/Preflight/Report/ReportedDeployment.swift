/// A deployment that a report is about, and where the user's file asks for it.
public struct ReportedDeployment: Sendable, Hashable {
    public var name: String
    /// Counts from 1.
    public var line: Int

    public init(name: String, line: Int) {
        self.name = name
        self.line = line
    }

    /// Nil where no file asks for it.
    init?(_ deployment: Subject.Deployment) {
        // The name of the file may hold colons, too.
        let parts = deployment.source.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 2, let line = Int(parts[parts.count - 2]) else { return nil }
        self.init(name: deployment.name, line: line)
    }
}

extension PreflightReport {
    /// Those that a finding names, in the file's order.
    public func deployments(namedBy result: CheckResult) -> [ReportedDeployment] {
        switch result.verdict {
        case .pass, .skipped: return []
        case .fail, .warn, .unknown: break
        }
        var words: Set<Substring> = []
        for text in [result.message] + result.details {
            words.formUnion(text.split { !($0.isLetter || $0.isNumber || $0 == "-") })
        }
        return deployments.filter { words.contains($0.name[...]) }.sorted { $0.line < $1.line }
    }
}
