/// A heading of reports, with the results below it.
public struct ReportCategory: Sendable, Hashable {
    public var name: String
    public var results: [CheckResult]

    /// The categories of the built-in checks, in the order in which reports have them: what others stand on comes first.
    public static let order = [
        "cluster", "accelerators", "pod", "crds", "operators", "services", "network", "security", "models", "leftovers",
        "tools",
    ]
}

extension PreflightReport {
    /// The results below their headings: the known ones in their order, then others by name. Within one, the results keep
    /// their order.
    public var categories: [ReportCategory] {
        let names = Set(results.map(\.category))
        let known = ReportCategory.order.filter(names.contains)
        let others = names.subtracting(ReportCategory.order).sorted()
        return (known + others).map { name in
            ReportCategory(name: name, results: results.filter { $0.category == name })
        }
    }

    /// What is worth reading, in the order of the categories: warnings, failures, and what is unknown.
    public var findings: [CheckResult] { categories.flatMap(\.results).filter(\.isFinding) }
}

extension CheckResult {
    /// Whether there is something to do about it.
    public var isFinding: Bool {
        switch verdict {
        case .warn, .fail, .unknown: true
        case .pass, .skipped: false
        }
    }
}
