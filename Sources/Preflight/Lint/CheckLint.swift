import Value

/// Looks for all that is wrong with files of checks, where their reader stops at the first.
public struct CheckLint: Sendable {
    public struct File: Sendable, Hashable {
        /// As messages call it.
        public var name: String
        public var text: String

        public init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// What was found in one file.
    public struct Report: Sendable {
        public var file: String
        /// Nil where none can be read.
        public var id: String?
        /// Nil where it cannot be used.
        public var check: CheckDefinition?
        /// In the order of the file.
        public var findings: [CheckFinding]

        public func count(of severity: CheckFinding.Severity) -> Int { findings.count { $0.severity == severity } }
    }

    private let others: CheckCatalog
    private let registry: FactRegistry

    /// - Parameter catalog: the checks that the files are used with.
    public init(besides catalog: CheckCatalog) { self.init(besides: catalog, registry: .builtIn) }

    init(besides catalog: CheckCatalog, registry: FactRegistry) {
        others = catalog
        self.registry = registry
    }

    /// In the order of the files.
    public func reports(of files: [File]) -> [Report] {
        var lints = files.map { CheckFileLint($0, registry: registry) }
        var owners: [String: String] = [:]
        for index in lints.indices {
            guard let id = lints[index].id else { continue }
            if let other = owners[id] { lints[index].refuse(idOf: other) } else { owners[id] = files[index].name }
        }
        let known = Set(others.checks.map(\.id)).union(owners.keys)
        for index in lints.indices { lints[index].lintRequirements(known) }
        var reports = lints.map(\.report)
        if reports.allSatisfy({ $0.check != nil }), let finding = circle(reports.compactMap(\.check)),
            let index = reports.firstIndex(where: { $0.file == finding.file })
        {
            reports[index].findings.append(finding)
        }
        return reports
    }

    /// The catalog with the checks of the reports that can be used, in the place of those that have their ids.
    ///
    /// - Throws: `PreflightError` with code `invalidCheck`.
    public func catalog(with reports: [Report]) throws(PreflightError) -> CheckCatalog {
        try catalog(with: reports.compactMap(\.check))
    }

    private func catalog(with checks: [CheckDefinition]) throws(PreflightError) -> CheckCatalog {
        let ids = Set(checks.map(\.id))
        return try CheckCatalog(others.checks.filter { !ids.contains($0.id) } + checks)
    }

    /// What only all of them together show: checks that require each other.
    private func circle(_ checks: [CheckDefinition]) -> CheckFinding? {
        do {
            _ = try catalog(with: checks)
            return nil
        } catch {
            let requiring = checks.filter { !$0.requires.isEmpty }.map(\.file)
            let file = requiring.first { error.message.hasPrefix("\($0): ") } ?? requiring.first ?? ""
            return CheckFinding(error, file: file, path: "requires")
        }
    }
}
