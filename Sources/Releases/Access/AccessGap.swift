import Kubernetes

/// A right that is missing.
enum AccessGap: Sendable {
    case request(AccessRequest)
    /// Rights that would be handed on and are not held.
    case grant(AccessNeeds.Grant, missing: [PolicyRule])
    /// The server's own refusal, where it alone can tell.
    case refused(AccessNeeds.Grant, words: String)

    /// Where the missing right would have to hold; nil in the whole cluster.
    var namespace: String? {
        switch self {
        case .request(let request): request.namespace
        case .grant(let grant, _), .refused(let grant, _): grant.namespace
        }
    }

    /// What a role has to give to close the gap. Names are left out: the next version of a chart has others.
    var remedy: [PolicyRule] {
        switch self {
        case .request(var request):
            request.name = nil
            return [PolicyRule(allowing: request)]
        case .grant(_, let missing): return missing
        case .refused(let grant, _):
            var rule = PolicyRule(allowing: grant.permission)
            rule.resourceNames = []
            return [rule]
        }
    }
}

/// All that is missing, for people.
struct AccessReport: Sendable {
    let gaps: [AccessGap]
    let release: ReleaseName

    /// Rules of one role that are named one by one.
    static let named = 5

    var error: ReleaseError {
        ReleaseError(
            .forbidden, "the caller may not \(lines.joined(separator: "; "))",
            hint:
                "ask for these rights, or run as somebody who has them; nothing was changed. This gives them, once it "
                + "is bound to the caller:\n\(manifest)", release: release.description)
    }

    /// One for each type and place, with all verbs and names; in the order of the gaps.
    var lines: [String] {
        var order: [AccessRequest] = []
        var verbs: [AccessRequest: [String]] = [:]
        var types: [AccessRequest] = []
        var names: [AccessRequest: [String]] = [:]
        var others: [String] = []
        for gap in gaps {
            switch gap {
            case .request(let request):
                var object = request
                object.verb = ""
                if verbs[object] == nil { order.append(object) }
                verbs[object, default: []].append(request.verb)
            case .grant(let grant, let missing): others.append(Self.line(grant, missing))
            case .refused(let grant, let words): others.append("\(Self.act(grant)): \(words)")
            }
        }
        for object in order {
            var type = object
            type.name = nil
            type.verb = verbs[object, default: []].joined(separator: ", ")
            if names[type] == nil { types.append(type) }
            names[type, default: []] += object.name.map { [$0] } ?? []
        }
        return types.map { type in
            let place = type.namespace.map { " in namespace \"\($0)\"" } ?? ""
            let group = type.group.isEmpty ? "" : ".\(type.group)"
            let list = names[type, default: []].map { "\"\($0)\"" }.joined(separator: ", ")
            return "\(type.verb) \(type.resourceText)\(group)\(list.isEmpty ? "" : " \(list)")\(place)"
        } + others
    }

    private static func act(_ grant: AccessNeeds.Grant) -> String {
        "\(grant.way == .bind ? "make the binding" : "make") \(grant.object.title)"
    }

    private static func line(_ grant: AccessNeeds.Grant, _ missing: [PolicyRule]) -> String {
        let more = missing.count > named ? " and \(missing.count - named) more" : ""
        let rights = PolicyRule.gathered(missing).prefix(named).map(\.description).joined(separator: "; ")
        return "\(act(grant)), which gives rights that the caller does not hold (\(rights)\(more)) and has no right to "
            + "hand on (\(grant.permission))"
    }

    // MARK: - The role

    /// Roles that close the gaps: one for the whole cluster, one for each namespace.
    var manifest: String {
        var places: [String?] = []
        for gap in gaps where !places.contains(gap.namespace) { places.append(gap.namespace) }
        return places.map { place in
            let rules = PolicyRule.gathered(gaps.filter { $0.namespace == place }.flatMap(\.remedy))
            return Self.role(place, rules, release)
        }.joined(separator: "---\n")
    }
}
