import Preflight

/// The checks that have to do with one kind of change.
///
/// What the release engine decides itself before its first change is left to it: whose objects and CRDs are, what becomes of
/// fields, and the caller's rights.
struct CheckScope: Sendable {
    var categories: Set<String>
    /// Of other categories.
    var checks: Set<String>

    /// The engine tells what is missing of them as what is forbidden, which is undecided.
    private static let rights: FactName = "access"

    /// Their ids, those of the user's own categories among them. What can stop nothing is not asked about.
    func ids(in catalog: CheckCatalog, failOn: Set<FailOn>) -> [String] {
        catalog.checks.filter { check in
            if check.isOnRequest { return false }
            let isOwn = !ReportCategory.order.contains(check.category)
            guard isOwn || categories.contains(check.category) || checks.contains(check.id) else { return false }
            guard !check.needs.contains(Self.rights) else { return false }
            return check.severity == .error || failOn.contains(.warning)
        }.map(\.id)
    }
}
