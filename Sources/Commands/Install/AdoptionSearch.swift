import Kubernetes
import Operators
import Releases
import Value

/// Finds what a name on the command line stands for: a release of Helm's and the operator that it is, or an operator.
struct AdoptionSearch: Sendable {
    /// Of all operators that are known.
    var plans: [OperatorPlan]
    var name: String
    /// Where the release is; nil looks into the default one first, then into all.
    var namespace: String?
    /// The user's word for which operator it is.
    var operatorName: String?
    var defaultNamespace: String
    var client: KubernetesClient
    var engine: ReleaseEngine

    /// - Throws: `CommandFailure` with status `usage` for a name that stands for nothing, or for several things;
    ///   `KubernetesError`; `ReleaseError` with code `recordUnreadable`.
    func adoption() async throws -> Adoption {
        let record: ReleaseRecord?
        do {
            record = try await self.record()
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            // With the code, where it is known whose record it is.
            guard plans.contains(where: { $0.name == operatorName ?? name }) else { throw error }
            record = nil
        }
        if let record {
            let plan = try plan(of: record)
            return try Adoption(
                try await decider(plan).adoption(of: record, as: plan, isSaid: operatorName != nil))
        }
        guard let plan = plans.first(where: { $0.name == operatorName ?? name }) else {
            throw CommandFailure(
                .usage,
                "there is no release \(name)\(namespace.map { " in namespace \($0)" } ?? ""), and no operator of that "
                    + "name\(CloseNames.question(name, among: plans.map(\.name)))",
                hint: "groundcrew release list --all-namespaces shows what there is")
        }
        return try Adoption(try await decider(plan).decided(plan))
    }

    private func decider(_ plan: OperatorPlan) -> OperatorDecider {
        OperatorDecider(client: client, engine: engine, words: [plan.name: .adopt])
    }

    /// The release of that name; nil where there is none.
    private func record() async throws -> ReleaseRecord? {
        let first = namespace ?? defaultNamespace
        if let record = try await engine.record(name, namespace: first), record.status != "uninstalled" {
            return record
        }
        guard namespace == nil else { return nil }
        let found: [ReleaseRecord]
        do {
            found = try await engine.list(name: name, namespace: nil).releases.filter { $0.status != "uninstalled" }
        } catch let error as KubernetesError where error.code == .forbidden {
            return nil  // What an operator of that name has of releases is looked for by its own namespace.
        }
        guard found.count < 2 else {
            throw CommandFailure(
                .usage,
                "there are releases \(name) in the namespaces \(found.map(\.namespace).joined(separator: ", "))",
                hint: "say which with --namespace")
        }
        return found.first
    }

    private func plan(of record: ReleaseRecord) throws(CommandFailure) -> OperatorPlan {
        if let operatorName {
            guard let plan = plans.first(where: { $0.name == operatorName }) else {
                throw CommandFailure(
                    .usage,
                    "there is no operator '\(operatorName)'\(CloseNames.question(operatorName, among: plans.map(\.name)))",
                    hint: "known are \(Set(plans.map(\.name)).sorted().joined(separator: ", "))")
            }
            return plan
        }
        let matching = plans.filter { $0.isMade(by: record) }
        if let plan = matching.first(where: { $0.name == record.name }) { return plan }
        let names = Set(matching.map(\.name)).sorted()
        guard names.count < 2 else {
            throw CommandFailure(
                .usage,
                "release \(record.namespace)/\(record.name) (chart \(record.chartTitle)) may be any of "
                    + names.joined(separator: ", "), hint: "say which it is with --as NAME")
        }
        if let plan = matching.first { return plan }
        // Somebody's own chart under the operator's name is for the decision to refuse.
        if let plan = plans.first(where: { $0.name == record.name }) { return plan }
        throw CommandFailure(
            .usage,
            "release \(record.namespace)/\(record.name) (chart \(record.chartTitle)) is not an operator that groundcrew "
                + "knows", hint: "say which it is with --as NAME; groundcrew release works with every release as it is")
    }
}
