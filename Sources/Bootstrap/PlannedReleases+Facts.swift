import Kubernetes
import Operators
import Preflight
import Providers
import Releases
import Value

extension RenderedPart {
    init(_ owner: String, _ rendering: RenderedRelease) {
        self.init(
            owner: owner, release: rendering.name, namespace: rendering.namespace, objects: rendering.objects,
            hooks: rendering.hooks, isUnchanged: rendering.isUnchanged)
        held = rendering.held
        former = rendering.former
        removed = rendering.removed
        recordBytes = rendering.recordBytes.map { Int64($0) }
        crds = rendering.crds.map(\.value)
        crdsUnknown = rendering.crdProblem.map { UnknownReason(of: $0) }
    }

    /// Whether anything of it would be applied, as far as it is known.
    var isChange: Bool { !isUnchanged && unknown == nil }

    /// The places of CRDs that are there: what becomes of them is judged by comparing.
    var judgedCRDs: Set<Int> {
        let present = Set(crds.filter { $0["present"] == true }.compactMap { $0["name"]?.string })
        return Set(
            objects.indices.filter { index in
                let object = objects[index]
                return object["kind"] == "CustomResourceDefinition"
                    && object["metadata"]?["name"]?.string.map(present.contains) == true
            })
    }
}

extension AccessFact {
    init(_ report: AccessSurvey.Report) {
        func told(_ gap: AccessSurvey.Gap) -> Gap {
            Gap(owner: gap.owners.joined(separator: ", "), line: gap.line, namespace: gap.namespace ?? "")
        }
        self.init(
            gaps: report.gaps.map(told), wishes: report.wishes.map(told), unasked: report.unasked, roles: report.roles)
    }
}

extension AdmissionFact {
    init(_ owner: String, _ tried: TriedObject) {
        if let error = tried.error {
            self.init(owner: owner, object: tried.object, unknown: error)
        } else {
            self.init(owner: owner, object: tried.object, Result(tried.outcome), tried.message)
        }
        fields = tried.fields
        managers = tried.managers
        dropped = tried.dropped
        isBuiltIn = tried.isBuiltIn
        isTolerated = tried.isTolerated
        isSeen = tried.isSeen
        next = tried.hint ?? ""
    }
}

extension AdmissionFact.Result {
    init(_ outcome: TriedObject.Outcome) {
        self =
            switch outcome {
            case .accepted: .accepted
            case .refused: .refused
            case .pruned: .pruned
            case .immutable: .immutable
            case .conflict: .conflict
            case .foreign: .foreign
            case .deferred: .deferred
            case .unknown: .unknown
            }
    }
}

extension OperatorFact {
    /// Nil for a plan that nothing was decided about.
    init?(_ plan: OperatorPlan) {
        guard let decision = plan.decision else { return nil }
        self.init(
            name: plan.release.name, namespace: plan.release.namespace, title: plan.title,
            action: decision.action.rawValue, code: decision.code.rawValue, reason: decision.reason,
            next: decision.hint, version: decision.version, owner: plan.owner?.words ?? "", unseen: plan.unseen,
            warnings: (decision.judgement?.warnings ?? []).filter { $0.rule != .driver }.map(\.message),
            needs: Self.needs(plan, decision.judgement?.version))
    }

    /// - Parameter version: that will be there; nil where it is not known.
    private static func needs(_ plan: OperatorPlan, _ version: String?) -> [Need] {
        guard let version, let release = plan.definition.versions?.release(of: version) else { return [] }
        return release.needs.compactMap { need in
            need.versions.map { Need(by: "\(plan.name) \(version)", name: need.name, versions: $0) }
        }
    }
}
