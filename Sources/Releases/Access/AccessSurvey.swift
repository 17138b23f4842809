public import Kubernetes
public import Value

/// Asks for the rights of several pieces of work in one pass, before the first of them is begun.
///
/// One list of rules for each namespace tells what the caller may do there, where the server can list it whole; what it does
/// not show, rights in the whole cluster, and the right to hand rights on are asked for one by one.
public struct AccessSurvey: Sendable {
    /// A release that is to be made.
    public struct Work: Sendable {
        /// Who needs the rights, for people.
        public var owner: String
        /// Of the release's records.
        public var namespace: String
        /// What is made or changed, with namespaces filled in.
        public var objects: [Value] = []
        /// The places of those that hooks make, and remove again.
        public var hooks: Set<Int> = []
        /// What goes.
        public var removed: [Value] = []
        /// Whether objects may be removed and made anew.
        public var recreates = false
        /// Whether a revision is recorded.
        public var isRecorded = true
        /// What the release's records are; nil leaves it to the caller's rights, as an engine does for a new release.
        public var records: RecordKind?
        /// What else the work does.
        public var further: [AccessRequest] = []
        /// What is done to undo it, should it fail; nil where it is left as it is then.
        public var wayBack: WayBack?

        public init(owner: String, namespace: String) {
            self.owner = owner
            self.namespace = namespace
        }
    }

    /// How work is undone that has failed; its rights are asked for in the same pass.
    public struct WayBack: Sendable {
        /// The places of objects that the work makes for the first time, and that go again.
        public var made: Set<Int>
        /// Objects that come back as they were.
        public var restored: [Value]

        public init(made: Set<Int>, restored: [Value]) {
            self.made = made
            self.restored = restored
        }
    }

    /// A right that is missing, with whom it is missing to.
    public struct Gap: Sendable, Hashable {
        public var owners: [String]
        /// Such as `create, patch deployments.apps "web" in namespace "apps"`.
        public var line: String
        /// Nil for the whole cluster.
        public var namespace: String?
    }

    public struct Report: Sendable, Hashable {
        /// Without these the work would stop half-way.
        public var gaps: [Gap] = []
        /// Rights that the work makes use of where they are there.
        public var wishes: [Gap] = []
        /// What nobody has told, each with why.
        public var unasked: [String] = []
        /// Roles that close all gaps, as `kubectl apply` takes them; empty where there is none.
        public var roles = ""
    }

    let client: KubernetesClient
    /// Namespaces that are still to come, and are made first.
    let missing: Set<String>
    /// Types that are known to come.
    let types: [ResourceType]

    public init(client: KubernetesClient, missingNamespaces: Set<String> = [], types: [ResourceType] = []) {
        // Who answers slowly, or not at all, leaves it open.
        self.client = client.patient(for: .zero)
        missing = missingNamespaces
        self.types = types
    }

    /// What is missing of the rights for all of it.
    ///
    /// - Throws: `KubernetesError` when the first question gets no answer; what is asked later is left open one by one.
    public func report(on works: [Work]) async throws -> Report {
        guard !works.isEmpty else { return Report() }
        let everything = AccessRequest(verb: "*", group: "*", resource: "*")
        let mayDoAll = try await client.review(everything).isAllowed
        // Paths are no resources, so that all rights on these say nothing of them.
        let asked = mayDoAll ? works.compactMap(Self.handingOnPaths) : works
        guard !asked.isEmpty else { return Report() }
        return try await report(onEach: asked, grantsAlone: mayDoAll)
    }

    /// The roles of a piece of work that give rights on paths, with the bindings to them; nil where there is none.
    private static func handingOnPaths(_ work: Work) -> Work? {
        func rules(_ object: Value) -> [Value] { object["rules"]?.array ?? [] }
        let roles = work.objects.filter { object in
            object["kind"] == "ClusterRole"
                && rules(object).contains { $0["nonResourceURLs"]?.array?.isEmpty == false }
        }
        guard !roles.isEmpty else { return nil }
        let names = Set(roles.compactMap { $0["metadata"]?["name"]?.string })
        var part = work
        part.hooks = []
        part.removed = []
        part.wayBack = nil
        part.isRecorded = false
        part.objects =
            roles
            + work.objects.filter { object in
                object["roleRef"]?["kind"] == "ClusterRole"
                    && object["roleRef"]?["name"]?.string.map(names.contains) == true
            }
        return part
    }

    /// - Parameter grantsAlone: nothing is asked for but what the work hands on.
    private func report(onEach works: [Work], grantsAlone: Bool) async throws -> Report {
        let types = try await ObjectTypes.read(
            works.flatMap { $0.objects + $0.removed + ($0.wayBack?.restored ?? []) }, known: types, client: client)
        let places = Set(works.map(\.namespace)).sorted()
        guard !grantsAlone else {
            let needs = SurveyedNeeds(works, types, missing: missing)
            return report(try await missingGrants(needs.grants, [:]), needs)
        }
        var held = try await rules(in: places)
        let needs = SurveyedNeeds(try await recorded(works, held), types, missing: missing)
        let others = try await rules(in: needs.namespaces.filter { !places.contains($0) })
        held.merge(others) { first, _ in first }
        var findings = try await missingRequests(needs.requests, held)
        findings += try await missingGrants(needs.grants, held)
        return report(findings, needs)
    }

    private func report(_ findings: [Finding], _ needs: SurveyedNeeds) -> Report {
        var report = Report()
        var gaps: [AccessGap] = []
        var wishes: [AccessGap] = []
        for finding in findings {
            switch finding {
            case .held: continue
            case .open(let words): report.unasked.append(words)
            case .missing(let gap):
                if needs.isGuess(gap) {
                    report.unasked.append("\(needs.words(of: gap)): its type is not served yet")
                } else if needs.isWish(gap) {
                    wishes.append(gap)
                } else {
                    gaps.append(gap)
                }
            }
        }
        report.gaps = needs.told(gaps)
        report.wishes = needs.told(wishes)
        if !gaps.isEmpty {
            report.roles = AccessRoles.manifest(gaps + wishes, named: "groundcrew", creating: missing)
        }
        return report
    }
}
