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
    /// Missing to go back, should the work fail.
    var wayBack: [AccessGap] = []

    /// Rules of one role that are named one by one.
    static let named = 5

    /// Behind a right that only going back takes.
    static let backWords = " (to go back should it fail)"

    var error: ReleaseError {
        let back = AccessReport(gaps: wayBack, release: release).lines.map { $0 + Self.backWords }
        let leave = wayBack.isEmpty ? "" : ", or have what fails stay (--on-failure fail; onFailure in files)"
        return ReleaseError(
            .forbidden, "the caller may not \((lines + back).joined(separator: "; "))",
            hint:
                "ask for these rights, or run as somebody who has them\(leave); nothing was changed. This gives them, "
                + "once it is bound to the caller:\n\(manifest)", release: release.description)
    }

    /// One for each type and place, with all verbs and names; in the order of the gaps.
    var lines: [String] { entries.map(\.line) }

    /// A line, and the gaps that it tells of.
    struct Entry: Sendable {
        var line: String
        var namespace: String?
        /// By their places among all.
        var gaps: [Int]
    }

    var entries: [Entry] {
        var order: [AccessRequest] = []
        var verbs: [AccessRequest: [String]] = [:]
        var places: [AccessRequest: [Int]] = [:]
        var types: [AccessRequest] = []
        var objects: [AccessRequest: [AccessRequest]] = [:]
        var others: [Entry] = []
        for (index, gap) in gaps.enumerated() {
            switch gap {
            case .request(let request):
                var object = request
                object.verb = ""
                if verbs[object] == nil { order.append(object) }
                verbs[object, default: []].append(request.verb)
                places[object, default: []].append(index)
            case .grant(let grant, let missing):
                others.append(Entry(line: Self.line(grant, missing), namespace: gap.namespace, gaps: [index]))
            case .refused(let grant, let words):
                others.append(Entry(line: "\(Self.act(grant)): \(words)", namespace: gap.namespace, gaps: [index]))
            }
        }
        for object in order {
            var type = object
            type.name = nil
            type.verb = verbs[object, default: []].joined(separator: ", ")
            if objects[type] == nil { types.append(type) }
            objects[type, default: []].append(object)
        }
        return types.map { type in
            let own = objects[type, default: []]
            return Entry(
                line: Self.line(type, own.compactMap(\.name)), namespace: type.namespace,
                gaps: own.flatMap { places[$0, default: []] })
        } + others
    }

    private static func line(_ type: AccessRequest, _ names: [String]) -> String {
        let place = type.namespace.map { " in namespace \"\($0)\"" } ?? ""
        let group = type.group.isEmpty ? "" : ".\(type.group)"
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return "\(type.verb) \(type.resourceText)\(group)\(list.isEmpty ? "" : " \(list)")\(place)"
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

    /// Roles that close the gaps: one for the whole cluster, one for each namespace.
    var manifest: String {
        AccessRoles.manifest(gaps + wayBack, named: "groundcrew-\(release.namespace)-\(release.name)")
    }
}
