import HTTP
import Kubernetes
import Testing
import Value
import YAML

@testable import Releases

/// Rights that releases hand on, in one pass over several of them.
@Suite struct AccessSurveyGrantTests {
    private static let place = #"in namespace "apps""#
    private static let pods = PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods"])
    /// All but the right to hand rights on.
    private static let making = [
        PolicyRule(
            verbs: ["get", "list", "create", "update", "patch", "delete"],
            apiGroups: ["", "coordination.k8s.io", PlayedRights.rbac],
            resources: ["secrets", "leases", "roles", "rolebindings"])
    ]
    private static let makingClusterRoles = PolicyRule(
        verbs: ["get", "create", "patch"], apiGroups: [PlayedRights.rbac], resources: ["clusterroles"])

    private static let role = """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: apps},
         rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
        """
    private static let clusterRole = """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader},
         rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
        """

    private static func binding(to kind: String, _ name: String) -> String {
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: apps},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind), name: \(name)}, subjects: []}
        """
    }

    private static func work(_ owner: String, _ objects: String) throws -> AccessSurvey.Work {
        var work = AccessSurvey.Work(owner: owner, namespace: "apps")
        work.records = .secret
        work.objects = try YAML.decodeAll(objects, file: "objects").map(\.value)
        return work
    }

    private func survey(
        _ rights: PlayedRights, _ objects: String...
    ) async throws -> (report: AccessSurvey.Report, server: ScriptedServer) {
        let server = rights.server()
        let works = try objects.enumerated().map { try Self.work("work \($0.offset)", $0.element) }
        return (try await AccessSurvey(client: try server.client()).report(on: works), server)
    }

    private func dryRuns(_ server: ScriptedServer) -> [String] {
        server.sent.map(\.line).filter { $0.hasPrefix("PATCH") }
    }

    // MARK: - Roles

    @Test func whoHoldsTheRightsMayHandThemOn() async throws {
        let rights = PlayedRights(held: ["apps": Self.making + [Self.pods]])
        let (report, server) = try await survey(rights, Self.role)
        #expect(report == AccessSurvey.Report())
        // The right to escalate would be another way, and is asked for by its name.
        #expect(server.asked == ["* *.*", "escalate roles.rbac.authorization.k8s.io \"reader\" \(Self.place)"])
        #expect(dryRuns(server).isEmpty)
    }

    @Test func whoMayEscalateMayMakeAnyRole() async throws {
        let escalate = PolicyRule(verbs: ["escalate"], apiGroups: [PlayedRights.rbac], resources: ["roles"])
        let whole = PlayedRights(held: ["apps": Self.making + [escalate]])
        let (report, server) = try await survey(whole, Self.role)
        #expect(report == AccessSurvey.Report() && server.asked == ["* *.*"])
        // Where the rules are not known, it is asked for.
        var open = whole
        open.incomplete = ["apps"]
        let (other, asking) = try await survey(open, Self.role)
        #expect(other == AccessSurvey.Report() && dryRuns(asking).isEmpty)
        #expect(asking.asked.contains("escalate roles.rbac.authorization.k8s.io \"reader\" \(Self.place)"))
    }

    @Test func rightsThatAreNotHeldAreAGap() async throws {
        let (report, _) = try await survey(PlayedRights(held: ["apps": Self.making]), Self.role)
        #expect(
            report.gaps == [
                AccessSurvey.Gap(
                    owners: ["work 0"],
                    line: """
                        make Role.rbac.authorization.k8s.io apps/reader, which gives rights that the caller does not \
                        hold (get pods) and has no right to hand on (escalate roles.rbac.authorization.k8s.io "reader" \
                        \(Self.place))
                        """, namespace: "apps")
            ])
        let role = try YAML.decode(report.roles, file: "roles")
        #expect(role["kind"] == "Role" && role["rules"]?[0]?["resources"] == ["pods"])
    }

    /// A role that comes back gives again what it gave.
    @Test func rightsThatGoingBackHandsOnAreAGapOfTheirOwn() async throws {
        var work = try Self.work("work 0", Self.role)
        let former = try YAML.decode(Self.role.replacing("verbs: [get]", with: "verbs: [get, watch]"), file: "role")
        work.wayBack = .init(made: [], restored: [former])
        let server = PlayedRights(held: ["apps": Self.making + [Self.pods]]).server()
        let report = try await AccessSurvey(client: try server.client()).report(on: [work])
        #expect(report.gaps.count == 1, "\(report.gaps)")
        #expect(report.gaps.first?.line.contains("does not hold (watch pods)") == true, "\(report.gaps)")
        #expect(report.gaps.first?.line.hasSuffix(" (to go back should it fail)") == true, "\(report.gaps)")
        // One that is the same is the same right.
        work.wayBack = .init(made: [], restored: work.objects)
        let same = try await AccessSurvey(client: try server.client()).report(on: [work])
        #expect(same == AccessSurvey.Report())
    }

    /// Rights in the whole cluster are judged by one list of what holds there.
    @Test func rolesOfTheClusterAreJudgedByTheRulesOfTheCluster() async throws {
        var rights = PlayedRights(held: ["apps": Self.making + [Self.pods]], inCluster: [Self.makingClusterRoles])
        let (report, server) = try await survey(rights, Self.clusterRole)
        // What is held in one namespace is no right in all.
        #expect(report.gaps.count == 1 && report.gaps.first?.namespace == nil)
        #expect(report.gaps.first?.line.hasPrefix("make ClusterRole.rbac.authorization.k8s.io reader, which") == true)
        #expect(server.listed == ["-", "apps"])
        rights.inCluster.append(Self.pods)
        let (held, _) = try await survey(rights, Self.clusterRole)
        #expect(held == AccessSurvey.Report())
    }

    // MARK: - Paths

    private static let metrics = """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: metrics},
         rules: [{nonResourceURLs: [/metrics], verbs: [get]}]}
        """
    private static let toMetrics = """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: metrics},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: metrics}, subjects: []}
        """
    private static let allResources = PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"])

    /// All rights on resources are the right to hand on what is none, where RBAC decides.
    @Test func whoMayDoEverythingIsAskedForRolesOnPaths() async throws {
        let rights = PlayedRights(inCluster: [Self.allResources])
        let (report, server) = try await survey(rights, Self.metrics, Self.clusterRole)
        #expect(report == AccessSurvey.Report())
        #expect(server.asked == ["* *.*", "escalate clusterroles.rbac.authorization.k8s.io \"metrics\""])
    }

    /// Another authorizer may see it otherwise.
    @Test(arguments: [true, false])
    func pathsThatAreNotHeldAreAGapForWhoMayNotHandThemOn(holdsPaths: Bool) async throws {
        let paths = PolicyRule(verbs: ["get"], nonResourceURLs: ["/metrics"])
        var rights = PlayedRights(inCluster: [Self.allResources] + (holdsPaths ? [paths] : []))
        rights.review = { request in
            ["escalate", "bind"].contains(request.verb) ? .object(201, ["status": ["allowed": false]]) : nil
        }
        rights.served.append(
            ResourceType(
                group: PlayedRights.rbac, version: "v1", kind: "ClusterRoleBinding", plural: "clusterrolebindings",
                isNamespaced: false))
        let objects = Self.metrics + "\n---\n" + Self.toMetrics + "\n---\n" + Self.clusterRole
        let (report, _) = try await survey(rights, objects)
        guard !holdsPaths else {
            #expect(report == AccessSurvey.Report())
            return
        }
        #expect(report.gaps.allSatisfy { $0.line.contains("does not hold (get /metrics)") }, "\(report.gaps)")
        #expect(
            report.gaps.map { $0.line.prefix { $0 != "," } } == [
                "make ClusterRole.rbac.authorization.k8s.io metrics",
                "make the binding ClusterRoleBinding.rbac.authorization.k8s.io metrics",
            ])
        #expect(report.roles.contains("/metrics"), "\(report.roles)")
    }

    // MARK: - Bindings

    @Test func aBindingToARoleOfAnotherPieceOfWorkIsKnown() async throws {
        let (report, server) = try await survey(
            PlayedRights(held: ["apps": Self.making]), Self.role, Self.binding(to: "Role", "reader"))
        #expect(report.gaps.count == 2)
        let gap = try #require(report.gaps.last)
        #expect(gap.owners == ["work 1"])
        #expect(
            gap.line.hasPrefix("make the binding RoleBinding.rbac.authorization.k8s.io apps/readers"), "\(gap.line)")
        #expect(gap.line.contains("bind roles.rbac.authorization.k8s.io \"reader\" \(Self.place)"))
        #expect(!server.sent.contains { $0.line.hasPrefix("GET") && $0.line.contains("/roles/") })
    }

    private static func holding(_ role: HTTPResponse?) -> @Sendable (HTTPRequest) -> HTTPResponse? {
        { $0.method == .get && $0.url.hasSuffix("/clusterroles/view") ? role : nil }
    }

    private static let view: Value = ["rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]]

    @Test func aBindingToARoleOfTheClusterIsLookedUp() async throws {
        var rights = PlayedRights(held: ["apps": Self.making])
        rights.instead = Self.holding(.object(200, Self.view))
        let (report, server) = try await survey(rights, Self.binding(to: "ClusterRole", "view"))
        #expect(report.gaps.map(\.line).first?.contains("does not hold (get pods)") == true, "\(report.gaps)")
        #expect(server.asked.contains("bind clusterroles.rbac.authorization.k8s.io \"view\" \(Self.place)"))
        rights.held["apps"]?.append(Self.pods)
        let (held, _) = try await survey(rights, Self.binding(to: "ClusterRole", "view"))
        #expect(held == AccessSurvey.Report())
    }

    // MARK: - The server's word

    struct Rehearsal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer: HTTPResponse
        var gaps: [String] = []
        var unasked: [String] = []
    }

    private static let subject = #"roles.rbac.authorization.k8s.io "reader""#
    private static let grantWords =
        #"\#(subject) is forbidden: user "a" is attempting to grant RBAC permissions not currently held"#

    private static func status(_ code: Int, _ reason: String, _ message: String) -> HTTPResponse {
        .object(
            code,
            [
                "kind": "Status", "status": "Failure", "reason": .string(reason), "code": .integer(Int64(code)),
                "message": .string(message), "details": ["name": "reader"],
            ])
    }

    private static let rehearsals = [
        Rehearsal(testDescription: "it takes the role", answer: .object(200, ["kind": "Role"])),
        Rehearsal(
            testDescription: "it refuses to grant", answer: status(403, "Forbidden", grantWords),
            gaps: ["make Role.rbac.authorization.k8s.io apps/reader: \(grantWords)"]),
        Rehearsal(
            testDescription: "it refuses the request",
            answer: status(403, "Forbidden", #"User "a" cannot patch roles"#),
            unasked: ["cannot patch roles"]),
        Rehearsal(
            testDescription: "the namespace is not there",
            answer: status(404, "NotFound", #"namespaces "apps" not found"#), unasked: ["not found"]),
        Rehearsal(
            testDescription: "it does not answer in time", answer: status(504, "Timeout", "too late"),
            unasked: ["too late"]),
    ]

    /// Where nobody can list the rules, a dry run tells, one for each role at most.
    @Test(arguments: rehearsals)
    func whereTheRulesAreNotKnownTheServerIsAskedInADryRun(rehearsal: Rehearsal) async throws {
        var rights = PlayedRights(held: ["apps": Self.making], incomplete: ["apps"])
        rights.instead = { $0.method == .patch ? rehearsal.answer : nil }
        let (report, server) = try await survey(rights, Self.role)
        #expect(report.gaps.map(\.line) == rehearsal.gaps)
        #expect(report.unasked.count == rehearsal.unasked.count, "\(report.unasked)")
        for (words, part) in zip(report.unasked, rehearsal.unasked) {
            #expect(words.hasPrefix("escalate \(Self.subject) \(Self.place): ") && words.contains(part), "\(words)")
        }
        #expect(!dryRuns(server).isEmpty && dryRuns(server).allSatisfy { $0.contains("dryRun=All") })
        #expect(report.roles.contains("- escalate") == !rehearsal.gaps.isEmpty)
    }

    @Test(arguments: [(403, "Forbidden"), (404, "NotFound"), (504, "Timeout")])
    func aRoleThatCannotBeReadIsLeftToTheServer(status: Int, reason: String) async throws {
        var rights = PlayedRights(held: ["apps": Self.making])
        rights.instead = { request in
            if request.method == .patch { return .object(200, ["kind": "RoleBinding"]) }
            return Self.holding(Self.status(status, reason, "no"))(request)
        }
        let (report, server) = try await survey(rights, Self.binding(to: "ClusterRole", "view"))
        #expect(report == AccessSurvey.Report())
        #expect(dryRuns(server).count == 1)
    }

    @Test func anAuthorizerThatFailsLeavesItOpen() async throws {
        var rights = PlayedRights(held: ["apps": Self.making])
        rights.review = { request in
            request.verb == "escalate"
                ? .object(201, ["status": ["allowed": false, "evaluationError": "it is down"]]) : nil
        }
        let (report, server) = try await survey(rights, Self.role)
        #expect(report.gaps.isEmpty && report.unasked == ["escalate \(Self.subject) \(Self.place): it is down"])
        #expect(dryRuns(server).isEmpty)
    }
}
