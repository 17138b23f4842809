import Kubernetes
import Value

/// All that several pieces of work need the right to do, each once, and who needs it; values in, values out.
struct SurveyedNeeds: Sendable {
    /// In the order in which they are needed.
    private(set) var requests: [AccessRequest] = []
    private(set) var grants: [AccessNeeds.Grant] = []
    private var owners: [AccessRequest: [String]] = [:]
    private var grantOwners: [ReleaseObject.Key: [String]] = [:]
    private var wishes: Set<AccessRequest> = []
    private var guesses: Set<AccessRequest> = []

    /// - Parameter missing: namespaces that are still to come.
    init(_ works: [AccessSurvey.Work], _ types: ObjectTypes, missing: Set<String>) {
        var all: [ReleaseObject] = []
        for work in works {
            let objects = work.objects.map(types.object)
            let own = objects.compactMap(\.self)
            let needed = Self.requests(of: work, objects, types, missing: missing)
            wishes.subtract(needed)
            add(needed, of: work.owner)
            let leases = Self.leases(work)
            wishes.formUnion(leases.filter { owners[$0] == nil })
            add(leases, of: work.owner)
            note(guessed: zip(work.objects, objects).compactMap { Self.isGuess($0, types) ? $1 : nil })
            for object in own where grantOwners[object.key]?.contains(work.owner) != true {
                grantOwners[object.key, default: []].append(work.owner)
            }
            all += own
        }
        // A role of one piece of work may be bound by another.
        grants = AccessNeeds.grants(all)
    }

    var namespaces: [String] { Set(requests.compactMap(\.namespace) + grants.compactMap(\.namespace)).sorted() }

    // MARK: - Needs

    private static func requests(
        of work: AccessSurvey.Work, _ objects: [ReleaseObject?], _ types: ObjectTypes, missing: Set<String>
    ) -> [AccessRequest] {
        var needs = AccessNeeds()
        let records = ["get", "list"] + (work.isRecorded ? ["create", "update", "delete"] : [])
        needs.add(records, (work.records ?? .secret).type, in: work.namespace)
        if missing.contains(work.namespace) { needs.add(["create"], .namespaces, in: nil) }
        func some(_ isHook: Bool) -> [ReleaseObject] {
            objects.indices.filter { work.hooks.contains($0) == isHook }.compactMap { objects[$0] }
        }
        needs.make(some(false), removing: work.recreates)
        needs.make(some(true), removing: true)
        needs.remove(work.removed.compactMap(types.object))
        for request in work.further { needs.add(request) }
        return needs.requests
    }

    /// By these a release is locked; where they may not be had, its record locks.
    private static func leases(_ work: AccessSurvey.Work) -> [AccessRequest] {
        guard !work.objects.isEmpty || !work.removed.isEmpty else { return [] }
        return ["get", "create", "update", "delete"].map {
            AccessRequest(verb: $0, .leases, namespace: work.namespace)
        }
    }

    private mutating func add(_ some: [AccessRequest], of owner: String) {
        for request in some {
            if owners[request] == nil { requests.append(request) }
            if owners[request]?.contains(owner) != true { owners[request, default: []].append(owner) }
        }
    }

    private static func isGuess(_ object: Value, _ types: ObjectTypes) -> Bool {
        switch types[object] {
        case .guessed?, .unseen?: true
        case .served?, .coming?, nil: false
        }
    }

    private mutating func note(guessed objects: [ReleaseObject]) {
        var needs = AccessNeeds()
        needs.make(objects, removing: true)
        guesses.formUnion(needs.requests)
    }

    // MARK: - What is missing

    /// Whether the right is asked for by what its resource is likely to be called.
    func isGuess(_ gap: AccessGap) -> Bool {
        if case .request(let request) = gap { guesses.contains(request) } else { false }
    }

    func isWish(_ gap: AccessGap) -> Bool {
        if case .request(let request) = gap { wishes.contains(request) } else { false }
    }

    func words(of gap: AccessGap) -> String { Self.report([gap]).lines.joined(separator: "; ") }

    /// One for each line of the report, with all whom it is missing to.
    func told(_ gaps: [AccessGap]) -> [AccessSurvey.Gap] {
        Self.report(gaps).entries.map { entry in
            var names: [String] = []
            for index in entry.gaps {
                for owner in owners(of: gaps[index]) where !names.contains(owner) { names.append(owner) }
            }
            return AccessSurvey.Gap(owners: names, line: entry.line, namespace: entry.namespace)
        }
    }

    private func owners(of gap: AccessGap) -> [String] {
        switch gap {
        case .request(let request): owners[request] ?? []
        case .grant(let grant, _), .refused(let grant, _): grantOwners[grant.object.key] ?? []
        }
    }

    private static func report(_ gaps: [AccessGap]) -> AccessReport {
        AccessReport(gaps: gaps, release: ReleaseName(name: "", namespace: ""))
    }
}
