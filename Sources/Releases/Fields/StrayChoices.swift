import Kubernetes
import Value

/// Choices about fields that meet nothing: misspelt, most likely. Pure.
struct StrayChoices: Sendable {
    /// An object that is applied.
    struct Target: Sendable {
        var object: ReleaseObject
        /// What the cluster has of it; what is unknown may have any field, of any manager.
        var sight: LiveObjects.Sight
    }

    let choices: FieldChoices
    let targets: [Target]
    /// Objects of hooks, which are made anew.
    var hooks: [ReleaseObject] = []

    var warnings: [String] {
        var words: [String] = []
        for field in choices.strays(among: targets.map(\.object) + hooks) {
            words.append("the release has no object that \(field) points at")
        }
        for field in fields {
            let advice = field.fieldText.contains("[") ? ": elements of lists are written as [name=\"web\"]" : ""
            words.append("neither the chart nor the cluster has a field that \(field) points at\(advice)")
        }
        for manager in managers {
            words.append("the field manager \(manager) has set nothing in the release's objects")
        }
        return words
    }

    /// Those that point at objects of which none has the field.
    private var fields: [FieldSelector] {
        (choices.take + choices.leave).filter { field in
            let targets = targets.filter { field.points(at: $0.object) }
            let hooks = hooks.filter { field.points(at: $0) }
            guard !targets.isEmpty || !hooks.isEmpty else { return false }
            return targets.allSatisfy { Self.lacks(field, $0) }
                && hooks.allSatisfy { field.location(in: $0) == nil }
        }
    }

    private static func lacks(_ field: FieldSelector, _ target: Target) -> Bool {
        guard field.location(in: target.object) == nil else { return false }
        return switch target.sight {
        case .there(let live): field.location(in: live, of: target.object) == nil
        case .absent: true
        case .unknown: false
        }
    }

    /// Nobody has set anything where nothing is there: then there is nothing to say.
    private var managers: [String] {
        var known: Set<String> = []
        for target in targets {
            switch target.sight {
            case .there(let live): known.formUnion(Self.managers(of: live))
            case .absent: continue
            case .unknown: return []
            }
        }
        guard !known.isEmpty else { return [] }
        return choices.takeFrom.union(choices.leaveTo).subtracting(known).sorted()
    }

    private static func managers(of live: Value) -> Set<String> {
        let entries = live["metadata"]?["managedFields"]?.array ?? []
        guard !entries.isEmpty else { return [unnoted] }
        return Set(entries.compactMap { $0["manager"]?.string })
    }

    /// As servers call whoever has set the fields of an object for which they have noted nobody.
    private static let unnoted = "before-first-apply"
}

extension ReleasePlanner {
    /// What is said of the plan's choices about fields that meet nothing.
    func strayWarnings(_ plan: ReleasePlan) async throws -> [String] {
        let choices = plan.request.options.fieldChoices
        guard choices.isSelective else { return [] }
        let targets = try await concurrently(plan.objects, limit: NativeLimits.concurrency) { object in
            StrayChoices.Target(object: object, sight: try await sight(of: object, plan.live))
        }
        return StrayChoices(choices: choices, targets: targets, hooks: plan.hookObjects).warnings
    }

    /// Asks for what was not seen with the rest.
    private func sight(of object: ReleaseObject, _ live: LiveObjects) async throws -> LiveObjects.Sight {
        // The server makes up a new name for it.
        guard let name = object.name else { return .absent }
        guard case .unknown = live.sight(of: object) else { return live.sight(of: object) }
        do {
            let found = try await client.patient(for: .zero)
                .getIfPresent(object.type, name, namespace: object.namespace)
            return found.map { LiveObjects.Sight.there($0) } ?? .absent
        } catch let error as KubernetesError {
            return error.code == .resourceTypeNotFound ? .absent : .unknown
        }
    }
}
