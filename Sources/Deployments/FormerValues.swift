import Charts
import Models
import Providers
public import Value

/// What becomes of what an earlier run made of a deployment.
public struct FormerValues: Sendable, Equatable {
    /// Of the release, whose values are compared.
    public var revision: Int
    /// The model that is served under the name, where another takes its place.
    public var replacedModel: String?
    public var model: String
    /// The provider that serves it, where another takes its place.
    public var replacedProvider: String?
    public var provider: String
    /// Values that stay although nobody names them now, those alone that make a difference.
    public var kept: [ValueChange] = []
    /// Values that were recorded and will be others.
    public var changed: [ValueChange] = []

    /// - Parameters:
    ///   - plan: as it will be carried out, its values complete.
    ///   - keeping: what stays; nil where the request is all there is to say.
    ///   - request: without what is kept.
    init(
        _ former: FormerDeployment, _ plan: DeploymentPlan, keeping: KeptDeployment?, request: DeploymentRequest,
        engine: String?
    ) {
        revision = former.revision
        model = plan.request.model.id
        replacedModel = former.model.flatMap { $0 == plan.request.model.id ? nil : $0 }
        provider = plan.provider.name
        replacedProvider = former.provider == plan.provider.name ? nil : former.provider
        let chart = plan.provider.chart.values
        let derived = Set(plan.provider.definition.defaults.map(\.key))
        let recorded = Self.whole(former.values)
        let before = replacedProvider == nil ? Self.whole(chart).merged(with: recorded) : recorded
        let after = Self.whole(chart.merged(with: plan.values))
        for leaf in recorded.leaves where leaf.path != ["modelId"] {
            let (old, new) = (before.value(at: leaf.path), after.value(at: leaf.path))
            guard old != new else { continue }
            changed.append(ValueChange(path: leaf.path, from: old, to: new, showing: derived))
        }
        guard let keeping, replacedModel == nil, replacedProvider == nil else { return }
        var otherwise = Self.whole(chart.merged(with: request.values))
        if keeping.named["engine"] == nil, let engine { otherwise["engine"] = .string(engine) }
        for leaf in recorded.leaves where leaf.path != ["modelId"] && !derived.contains(leaf.path[0]) {
            guard keeping.named.value(at: leaf.path) == nil, let new = after.value(at: leaf.path),
                new == leaf.value, new != otherwise.value(at: leaf.path)
            else { continue }
            kept.append(ValueChange(path: leaf.path, from: new, to: new))
        }
    }

    private static func whole(_ values: Object) -> Object {
        Value.object(values).withWholeNumbers.object ?? [:]
    }

    /// Sentences for a person, without full stops; none where all is as it was.
    public var lines: [String] {
        var lines: [String] = []
        if let replacedModel { lines.append("replaces \(replacedModel) by \(model)") }
        if let replacedProvider { lines.append("changes the provider from \(replacedProvider) to \(provider)") }
        if !kept.isEmpty {
            lines.append(
                "kept from revision \(revision): \(kept.map(\.keptWords).joined(separator: ", ")) "
                    + "(--reset-values takes the defaults)")
        }
        if !changed.isEmpty {
            lines.append(
                "other than revision \(revision): \(changed.map(\.words).joined(separator: ", "))")
        }
        return lines
    }

    /// What went for it, as the end of a sentence; nil where nothing did.
    var loss: String? {
        if let replacedProvider { return "\(replacedProvider)'s deployment was removed for it" }
        return replacedModel.map { "it has taken the place of \($0)" }
    }

    public var value: Value {
        [
            "revision": .integer(Int64(revision)),
            "replaces": [
                "model": replacedModel.map(Value.string) ?? .null,
                "provider": replacedProvider.map(Value.string) ?? .null,
            ],
            "kept": .array(kept.map { ["name": .string($0.name), "value": $0.value["after"] ?? .null] }),
            "changed": .array(changed.map(\.value)),
        ]
    }
}
