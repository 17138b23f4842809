/// The rules for dependencies (`rules/dependencies.go`).
enum DependencyLint {
    static func run(_ subject: LintSubject, _ report: inout LintReport) {
        let chart: Chart
        do {
            chart = try subject.chart.get()
        } catch {
            report.add(.error, "", error, after: "unable to load chart\n\t")
            return
        }
        let named = chart.metadata.dependencies ?? []
        let names = Set(named.map(\.name))
        let unnamed = chart.dependencies.map(\.name).filter { !names.contains($0) }
        report.require(
            unnamed.isEmpty, .error, subject.path,
            "chart metadata is missing these dependencies: \(unnamed.joined(separator: ","))")
        var seen: Set<String> = []
        let twice = named.map { $0.alias.isEmpty ? $0.name : $0.alias }.filter { !seen.insert($0).inserted }
        report.require(
            twice.isEmpty, .error, subject.path,
            "multiple dependencies with name or alias: \(twice.joined(separator: ","))")
        let missing = DependencyRules.missing(chart)
        report.require(
            missing.isEmpty, .warning, subject.path,
            "chart directory is missing these dependencies: \(missing.joined(separator: ","))")
    }
}
