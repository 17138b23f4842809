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
    /// What only going back takes, should work fail.
    private var returns: Set<AccessRequest> = []
    private var returnGrants: Set<GrantKey> = []

    private struct GrantKey: Hashable {
        var object: ReleaseObject.Key
        var rights: AccessNeeds.Grant.Rights

        init(_ grant: AccessNeeds.Grant) {
            object = grant.object.key
            rights = grant.rights
        }
    }

    /// - Parameter missing: namespaces that are still to come.
    init(_ works: [AccessSurvey.Work], _ types: ObjectTypes, missing: Set<String>) {
        var all: [ReleaseObject] = []
        var restored: [ReleaseObject] = []
        var ownRequests: Set<AccessRequest> = []
        for work in works {
            let objects = work.objects.map(types.object)
            let own = objects.compactMap(\.self)
            let needed = Self.requests(of: work, objects, types, missing: missing)
            wishes.subtract(needed)
            ownRequests.formUnion(needed)
            add(needed, of: work.owner)
            if let way = work.wayBack {
                let former = way.restored.compactMap(types.object)
                let back = Self.requests(of: way, objects, former, recreates: work.recreates)
                returns.formUnion(back)
                add(back, of: work.owner)
                note(former, of: work.owner, guessed: way.restored.filter { Self.isGuess($0, types) }, types)
                restored += former
            }
            let leases = Self.leases(work)
            wishes.formUnion(leases.filter { owners[$0] == nil })
            add(leases, of: work.owner)
            note(own, of: work.owner, guessed: work.objects.filter { Self.isGuess($0, types) }, types)
            all += own
        }
        returns.subtract(ownRequests)
        // A role of one piece of work may be bound by another.
        grants = AccessNeeds.grants(all)
        let known = Set(grants.map(GrantKey.init))
        let further = AccessNeeds.grants(restored).filter { !known.contains(GrantKey($0)) }
        returnGrants = Set(further.map(GrantKey.init))
        grants += further
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

    /// - Parameters:
    ///   - objects: those of the work, by their places.
    ///   - former: what comes back.
    private static func requests(
        of way: AccessSurvey.WayBack, _ objects: [ReleaseObject?], _ former: [ReleaseObject], recreates: Bool
    ) -> [AccessRequest] {
        var needs = AccessNeeds()
        // CRDs that may not be removed stay.
        needs.remove(objects.indices.filter(way.made.contains).compactMap { objects[$0] }.filter { !$0.isCRD })
        needs.make(former, removing: recreates)
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

    /// Whose the objects are, and which of them are of types that nobody knows yet.
    private mutating func note(
        _ objects: [ReleaseObject], of owner: String, guessed: [Value], _ types: ObjectTypes
    ) {
        for object in objects where grantOwners[object.key]?.contains(owner) != true {
            grantOwners[object.key, default: []].append(owner)
        }
        var needs = AccessNeeds()
        needs.make(guessed.compactMap(types.object), removing: true)
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

    /// One for each line of the report, with all whom it is missing to; what only going back takes comes last, and is called
    /// so.
    func told(_ gaps: [AccessGap]) -> [AccessSurvey.Gap] {
        told(gaps.filter { !isReturn($0) }, behind: "") + told(gaps.filter(isReturn), behind: AccessReport.backWords)
    }

    private func told(_ gaps: [AccessGap], behind words: String) -> [AccessSurvey.Gap] {
        Self.report(gaps).entries.map { entry in
            var names: [String] = []
            for index in entry.gaps {
                for owner in owners(of: gaps[index]) where !names.contains(owner) { names.append(owner) }
            }
            return AccessSurvey.Gap(owners: names, line: entry.line + words, namespace: entry.namespace)
        }
    }

    private func isReturn(_ gap: AccessGap) -> Bool {
        switch gap {
        case .request(let request): returns.contains(request)
        case .grant(let grant, _), .refused(let grant, _): returnGrants.contains(GrantKey(grant))
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
