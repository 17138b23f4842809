import Charts
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// How the server is asked for rights: one list of rules, and one question for what it does not show.
@Suite(.timeLimit(.minutes(10))) struct RightsReviewTests {
    @Test func rulesOfTheClusterAreNotThoseOfANamespace() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods"])],
            probing: AccessRequest(verb: "get", .pods, namespace: user.namespace))
        let client = try await Live.client(impersonating: user.name)
        let request = AccessRequest(verb: "get", .pods, namespace: user.namespace)
        let inside = try await client.reviewRules(in: user.namespace)
        #expect(!inside.isIncomplete)
        #expect(inside.allows(request))
        let whole = try await client.reviewRules(in: nil)
        #expect(!whole.isIncomplete)
        #expect(!whole.allows(request))
        #expect(try await Live.client().reviewRules(in: nil).allows(AccessRequest(verb: "bind", .clusterRoles)))
    }

    /// One request lists what a user may do; only what it does not show is asked for.
    @Test func whatTheRulesShowIsNotAskedFor() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["secrets", "configmaps"])],
            probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        let transport = FaultyTransport()
        let check = AccessCheck(
            client: try await transport.client(impersonating: user.name),
            release: ReleaseName(name: "demo", namespace: user.namespace))
        var needs = AccessNeeds()
        for name in ["a", "b", "c"] {
            needs.add(["get", "create", "patch"], .configMaps, in: user.namespace, name: name)
        }
        try await check.require(needs)
        #expect(Self.reviews(transport) == ["selfsubjectaccessreviews", "selfsubjectrulesreviews"])
        for name in ["a", "b", "c"] { needs.add(["get"], .pods, in: user.namespace, name: name) }
        await #expect(throws: ReleaseError.self) { try await check.require(needs) }
        // Two as before; then the type, and each name.
        #expect(Self.reviews(transport).count == 8)
    }

    private static func reviews(_ transport: FaultyTransport) -> [String] {
        transport.requests.compactMap { $0.split(separator: "/").last.map(String.init) }
            .filter { $0.hasPrefix("selfsubject") }
    }

    /// Where authorizers cannot list their rules, each right is asked for, and roles are put to the server in a dry run.
    @Test(arguments: [true, false])
    func aListThatIsIncompleteProvesNothing(_ mayEscalate: Bool) async throws {
        let user = try await AccessUser.make()
        let extra = PolicyRule(verbs: ["get", "list"], apiGroups: [""], resources: ["pods"])
        try await user.grant(
            AccessUser.makesRoles + (mayEscalate ? [extra] : []), probing: AccessUser.patchRoles(user.namespace))
        let transport = FaultyTransport { request in
            guard request.url.hasSuffix("selfsubjectrulesreviews") else { return nil }
            let status: Value = [
                "status": [
                    "resourceRules": [], "nonResourceRules": [], "incomplete": true, "evaluationError": "no list",
                ]
            ]
            return HTTPResponse(status: 201, headers: [:], body: HTTPBody(status.jsonBytes()))
        }
        let engine = ReleaseEngine.native(
            client: try await transport.client(impersonating: user.name),
            charts: ChartResolver(remote: UnreachableCharts()))
        let role = try TestChart.wideTemplate("role")
        let request = try TestChart("role", ["templates/role.yaml": role]).request("demo", in: user.namespace)
        if mayEscalate {
            #expect(try await engine.ensure(request).change == .created)
        } else {
            let error = await #expect(throws: ReleaseError.self) { try await engine.ensure(request) }
            #expect(error?.code == .forbidden)
            // The server's own words.
            #expect(error?.message.contains("is attempting to grant RBAC permissions not currently held") == true)
            #expect(error?.hint?.contains("- escalate") == true)
        }
        let made = try await user.admin.getIfPresent(.roles, "reader", namespace: user.namespace)
        #expect((made != nil) == mayEscalate)
    }
}
