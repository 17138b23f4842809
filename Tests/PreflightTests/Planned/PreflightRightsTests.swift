import Kubernetes
import Testing
import Value
import YAML

@testable import Preflight

/// The rights that a preflight takes, as it prints them.
@Suite struct PreflightRightsTests {
    private static func role(_ rights: PreflightRights, admission: Bool) throws -> Value {
        let documents = try YAML.decodeAll(rights.yaml(admission: admission), file: "role").map(\.value)
        #expect(documents.count == 1)
        return try #require(documents.first)
    }

    private static func rules(_ role: Value) -> [PolicyRule] { (role["rules"]?.array ?? []).map { PolicyRule($0) } }

    private static func allows(_ rules: [PolicyRule], _ verb: String, _ resource: String, _ group: String = "") -> Bool
    {
        let wanted = PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource])
        return PolicyRule.uncovered([wanted], by: rules).isEmpty
    }

    // MARK: - What it is

    @Test(arguments: [false, true])
    func itParsesBack(admission: Bool) throws {
        let rights = PreflightRights(try .builtIn())
        let role = try Self.role(rights, admission: admission)
        #expect(role["apiVersion"] == "rbac.authorization.k8s.io/v1" && role["kind"] == "ClusterRole")
        #expect(role["metadata"]?["name"] == (admission ? "groundcrew-preflight-admission" : "groundcrew-preflight"))
        #expect(Self.rules(role) == rights.rules(admission: admission))
        // A role may state it in few rules, and none is empty.
        for rule in Self.rules(role) {
            #expect(!rule.verbs.isEmpty && (!rule.resources.isEmpty || !rule.nonResourceURLs.isEmpty), "\(rule)")
        }
    }

    @Test func itOnlyReads() throws {
        let rights = PreflightRights(try .builtIn())
        let reading: Set<String> = ["get", "list", "watch"]
        let asking: Set<String> = ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "pods/portforward"]
        for part in rights.rules(admission: false).flatMap(\.parts) {
            let verb = try #require(part.verbs.first)
            guard !reading.contains(verb) else { continue }
            #expect(verb == "create" && part.resources.allSatisfy(asking.contains), "\(part)")
        }
        #expect(!rights.yaml(admission: false).contains("WARNING"))
    }

    @Test func whoeverMayWriteIsWarnedOf() throws {
        let text = PreflightRights(try .builtIn()).yaml(admission: true)
        #expect(text.hasPrefix("# WARNING: "))
        for line in text.split(separator: "\n").prefix(while: { $0.hasPrefix("#") }) { #expect(line.count <= 125) }
    }

    // MARK: - What it holds

    @Test func everySourceSaysWhatItReads() {
        let known = Set(PreflightRights.reads.keys)
        let sources = Set(FactRegistry.builtIn.sources.map(\.name))
        #expect(sources.subtracting(known).isEmpty, "these sources say nothing of the rights they take")
        #expect(known.subtracting(sources).isEmpty, "there are no such sources")
    }

    @Test func itHoldsWhatTheListsOfChecksTake() throws {
        let catalog = try CheckCatalog.builtIn()
        let rules = PreflightRights(catalog).rules(admission: false)
        let queries = catalog.checks.flatMap(\.objects).map(\.wish.query)
        #expect(!queries.isEmpty)
        for query in queries {
            let verb = query.names.isEmpty ? "list" : "get"
            #expect(Self.allows(rules, verb, query.resource, query.group), "\(verb) \(query.type)")
        }
    }

    @Test(arguments: [
        ("list", "nodes", ""), ("list", "pods", ""), ("get", "namespaces", ""), ("get", "secrets", ""),
        ("list", "secrets", ""), ("list", "configmaps", ""),
        ("get", "customresourcedefinitions", "apiextensions.k8s.io"),
        ("list", "resourceslices", "resource.k8s.io"), ("list", "deployments", "apps"),
        ("create", "selfsubjectaccessreviews", "authorization.k8s.io"),
        ("create", "selfsubjectrulesreviews", "authorization.k8s.io"),
        ("get", "clusterroles", "rbac.authorization.k8s.io"),
    ])
    func itHoldsWhatFactsTake(verb: String, resource: String, group: String) throws {
        let rules = PreflightRights(try .builtIn()).rules(admission: false)
        #expect(Self.allows(rules, verb, resource, group))
    }

    @Test func itHoldsNoMoreThanChecksTake() throws {
        let check = try CheckDefinition(
            yaml: """
                apiVersion: groundcrew/v1
                kind: Check
                id: nodes-there
                title: Nodes
                category: cluster
                needs: [nodes]
                outcomes:
                - when: "true"
                  verdict: pass
                  message: they are there
                """, file: "check")
        let rules = PreflightRights(try CheckCatalog([check])).rules(admission: false)
        #expect(Self.allows(rules, "list", "nodes"))
        #expect(!Self.allows(rules, "list", "pods") && !Self.allows(rules, "list", "secrets"))
        // Where there is no check, nothing is left but the questions of the preflight itself.
        let none = PreflightRights(try CheckCatalog([])).rules(admission: false)
        #expect(
            Set(none.flatMap(\.resources)) == ["namespaces", "selfsubjectaccessreviews", "selfsubjectrulesreviews"])
    }

    // MARK: - Dry runs

    @Test func dryRunsTakeTheWritesOfWhatIsRendered() throws {
        let part = RenderedPart(
            owner: "operator keda", release: "keda", namespace: "keda",
            objects: [
                ["apiVersion": "apps/v1", "kind": "Deployment"], ["apiVersion": "v1", "kind": "Service"],
                ["apiVersion": "apps/v1", "kind": "Deployment"], ["kind": "Odd"],
                ["apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"],
            ])
        let catalog = try CheckCatalog([])
        let rules = PreflightRights(catalog, parts: [part]).rules(admission: true)
        for verb in ["get", "create", "patch"] {
            #expect(Self.allows(rules, verb, "deployments", "apps"))
            #expect(Self.allows(rules, verb, "services"))
            #expect(Self.allows(rules, verb, "networkpolicies", "networking.k8s.io"))
        }
        #expect(!Self.allows(rules, "create", "secrets") && !Self.allows(rules, "delete", "services"))
        let reading = PreflightRights(catalog, parts: [part]).rules(admission: false)
        #expect(!Self.allows(reading, "patch", "services"))
    }

    @Test func samplesTakeTheirTypesToBeMadeWhereDryRunsAreMeant() throws {
        let catalog = try CheckCatalog.builtIn()
        let rules = PreflightRights(catalog).rules(admission: true)
        for sample in AdmissionSample.known { #expect(Self.allows(rules, "create", sample.plural, sample.group)) }
        let reading = PreflightRights(catalog).rules(admission: false)
        #expect(!Self.allows(reading, "create", "leaderworkersets", "leaderworkerset.x-k8s.io"))
    }

    /// Whose an object is that is there already is read, though nobody may write.
    @Test func objectsThatWouldBeAppliedAreRead() throws {
        let part = RenderedPart(
            owner: "operator keda", release: "keda", namespace: "keda",
            objects: [
                ["apiVersion": "apps/v1", "kind": "Deployment"], ["apiVersion": "a.test/v1", "kind": "Policy"],
            ])
        let rules = PreflightRights(try .builtIn(), parts: [part]).rules(admission: false)
        #expect(Self.allows(rules, "get", "deployments", "apps") && Self.allows(rules, "get", "policies", "a.test"))
        #expect(
            !Self.allows(rules, "list", "policies", "a.test") && !Self.allows(rules, "patch", "deployments", "apps"))
        let usual = PreflightRights(try .builtIn(), further: ["workspaces.kaito.sh"]).rules(admission: false)
        #expect(Self.allows(usual, "get", "workspaces", "kaito.sh") && Self.allows(usual, "get", "services"))
        // A star would give more than reading: what is below pods runs programs in them.
        #expect(!Self.allows(usual, "get", "pods/exec") && !usual.contains { $0.resources.contains("*") })
        let none = PreflightRights(try CheckCatalog([]), parts: [part]).rules(admission: false)
        #expect(!Self.allows(none, "get", "deployments", "apps"))
    }

    @Test(arguments: [
        ("secrets", ""), ("deployments", "apps"), ("jobs", "batch"), ("clusterroles", "rbac.authorization.k8s.io"),
        ("customresourcedefinitions", "apiextensions.k8s.io"),
    ])
    func whereNothingIsRenderedTheyTakeWhatChartsUsuallyHold(resource: String, group: String) throws {
        let catalog = try CheckCatalog([])
        let parts = [RenderedPart(owner: "operator keda", release: "keda", namespace: "keda", isUnchanged: true)]
        for rights in [PreflightRights(catalog), PreflightRights(catalog, parts: parts)] {
            #expect(Self.allows(rights.rules(admission: true), "patch", resource, group))
        }
    }

    // MARK: - Plurals

    @Test(arguments: [
        ("Pod", "pods"), ("Ingress", "ingresses"), ("NetworkPolicy", "networkpolicies"), ("Gateway", "gateways"),
        ("Endpoints", "endpoints"), ("StorageClass", "storageclasses"), ("EndpointSlice", "endpointslices"),
        ("Y", "ies"),
    ])
    func kindsBecomePlurals(kind: String, plural: String) { #expect(ResourceGuess.plural(of: kind) == plural) }
}
