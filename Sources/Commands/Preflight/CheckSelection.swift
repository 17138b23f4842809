import Bootstrap
import Preflight
import Value

/// The checks that flags choose, all of them known.
struct CheckSelection: Sendable, Equatable {
    /// Ids of those that are left out.
    var skip: [String] = []
    /// Only these run; nil means all.
    var only: [String]?
    /// What counts as a failure besides checks that fail.
    var failOn: Set<FailOn> = []
    /// What a policy makes of checks today.
    var policies: [AppliedPolicy] = []

    /// - Parameters:
    ///   - only: ids, in any order.
    ///   - categories: whose checks run beside those of `only`.
    /// - Throws: `CommandFailure` with status `usage` for ids and categories that the catalog does not have, with those
    ///   that it has.
    init(
        skip: [String] = [], only: [String] = [], categories: [String] = [], from catalog: CheckCatalog
    ) throws(CommandFailure) {
        let ids = catalog.checks.map(\.id)
        for id in skip { try Self.require(id, among: ids, "check", "--skip") }
        for id in only { try Self.require(id, among: ids, "check", "--only") }
        let known = Self.categories(of: catalog)
        for name in categories { try Self.require(name, among: known, "category", "--category") }
        self.skip = skip
        guard !only.isEmpty || !categories.isEmpty else { return }
        let chosen = catalog.checks.filter { categories.contains($0.category) && !$0.isOnRequest }.map(\.id)
        self.only = only + chosen.filter { !only.contains($0) }
    }

    /// Says it of a bootstrap file: what it leaves out stays left out.
    func apply(to preflight: inout BootstrapFile.Preflight) {
        preflight.skip += skip
        if let only { preflight.only = only }
        preflight.failOn = failOn
        preflight.policies = policies
    }

    /// Those that its checks have, in the order of reports.
    static func categories(of catalog: CheckCatalog) -> [String] {
        let names = Set(catalog.checks.map(\.category))
        return ReportCategory.order.filter(names.contains) + names.subtracting(ReportCategory.order).sorted()
    }

    private static func require(
        _ name: String, among known: [String], _ what: String, _ flag: String
    ) throws(CommandFailure) {
        guard !known.contains(name) else { return }
        throw CommandFailure(
            .usage, "\(flag) \(name): there is no \(what) '\(name)'\(CloseNames.question(name, among: known))",
            hint: "known are \(known.joined(separator: ", "))")
    }
}
