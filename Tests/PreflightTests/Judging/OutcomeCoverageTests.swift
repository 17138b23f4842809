import Expressions
import Testing

@testable import Preflight

/// Every outcome of every built-in check is reached by a case of its tests.
@Suite struct OutcomeCoverageTests {
    private static let ids = (try? CheckCatalog.builtIn().checks.map(\.id)) ?? []

    /// By the checks that they are about.
    private struct Cases {
        private var byCheck: [String: [any JudgedCase]] = [:]

        mutating func add(_ check: String, _ cases: [any JudgedCase]) { byCheck[check, default: []] += cases }

        func of(_ check: String) -> [any JudgedCase] { byCheck[check] ?? [] }
    }

    private static let cases: Cases = {
        var cases = Cases()
        addAccelerators(&cases)
        addModels(&cases)
        addOthers(&cases)
        addCluster(&cases)
        addConformance(&cases)
        addPlanned(&cases)
        return cases
    }()

    @Test func thereAreChecks() { #expect(Self.ids.count > 50) }

    @Test(arguments: ids) func everyOutcomeIsReached(check id: String) throws {
        let check = try CheckCatalog.builtIn().check(id)
        var left = Set(check.outcomes.indices)
        for item in Self.cases.of(id) where !left.isEmpty { left.subtract(try item.outcomes(of: check)) }
        let missed = left.sorted().map { "outcome \($0 + 1), \(check.outcomes[$0].when.source)" }
        #expect(missed.isEmpty, "no case of \(id) reaches \(missed.joined(separator: "; "))")
    }

    // MARK: - Tables

    private static func addAccelerators(_ cases: inout Cases) {
        cases.add("accelerator-advertised", AcceleratorChecksTests.advertised)
        cases.add("accelerator-operator", AcceleratorOperatorCheckTests.scenarios)
        cases.add("accelerator-sharing", AcceleratorChecksTests.sharing)
        cases.add("dra-slices", AcceleratorChecksTests.drivers)
        cases.add("gpu-daemonsets", GPUDaemonSetsCheckTests.scenarios)
        cases.add("gpu-driver", GPUDriverCheckTests.scenarios)
        cases.add("gpu-nodes", GPUNodesCheckTests.general)
        cases.add("gpu-nodes", GPUNodesCheckTests.deployments)
        cases.add("gpu-nodes", GPUNodesCheckTests.rules)
        cases.add("multi-node-topology", PodChecksTests.topologies)
        cases.add("multi-node-topology", UncertainPlacementTests.topologies)
        cases.add("node-readiness", NodeChecksTests.readiness)
        cases.add("pod-architecture", PodChecksTests.architectures)
        cases.add("pod-architecture", PodChecksTests.unknowns(PodChecksTests.made))
        cases.add("pod-disk", PodChecksTests.disks)
        cases.add("pod-disk", PodChecksTests.unknowns(PodChecksTests.large))
        cases.add("pod-resources", PodChecksTests.resources)
        cases.add("pod-resources", PodChecksTests.unknowns(PodChecksTests.tight))
        cases.add("priority-class", PodClassChecksTests.priorities)
        cases.add("rdma", NodeChecksTests.networks)
        cases.add("runtime-class", PodClassChecksTests.runtimes)
        cases.add("scheduling-gates", NodeChecksTests.gates)
        cases.add("volume-claims", PodClassChecksTests.claims)
        cases.add("volume-claims", UncertainPlacementTests.claims)
        cases.add("waiting-pods", NodeChecksTests.waiting)
        for item in UncertainPlacementTests.scenarios + ClaimedVolumeTests.placements { cases.add(item.check, [item]) }
    }

    private static func addModels(_ cases: inout Cases) {
        cases.add("model-access", ModelAccessCheckTests.access)
        cases.add("model-architecture", ModelSizeCheckTests.engines)
        cases.add("model-context", ModelSizeCheckTests.contexts)
        cases.add("model-disk", ModelSizeCheckTests.disk)
        cases.add("model-fits", ModelSizeCheckTests.fits)
        cases.add("model-hub", ModelAccessCheckTests.hub)
        cases.add("model-token", ModelTokenCheckTests.cases)
    }

    private static func addOthers(_ cases: inout Cases) {
        cases.add("cluster", ClusterCheckTests.scenarios)
        cases.add("crds", CRDsCheckTests.scenarios)
        cases.add("etcd", EtcdCheckTests.scenarios)
        cases.add("helm", HelmCheckTests.scenarios)
        cases.add("known-advisories", StackChecksTests.advisories)
        cases.add("nats", NATSCheckTests.scenarios)
        cases.add("operators", OperatorsCheckTests.scenarios)
        cases.add("operators", OperatorVersionsCheckTests.scenarios)
        cases.add("stack-versions", StackChecksTests.versions)
    }

    private static func addCluster(_ cases: inout Cases) {
        cases.add("api-priority", APIPriorityCheckTests.scenarios)
        cases.add("api-services", APIServicesCheckTests.scenarios)
        cases.add("clock-skew", ClockSkewCheckTests.scenarios)
        cases.add("cluster-dns", ClusterDNSCheckTests.scenarios)
        cases.add("conversion-webhooks", ConversionWebhooksCheckTests.scenarios)
        cases.add("crd-owners", CRDOwnersCheckTests.scenarios)
        cases.add("crd-stored-versions", CRDStoredVersionsCheckTests.scenarios)
        cases.add("crd-versions", CRDVersionsCheckTests.scenarios)
        cases.add("deprecated-apis", DeprecatedAPIsCheckTests.scenarios)
        cases.add("gateway-api", GatewayAPICheckTests.scenarios)
        cases.add("gateway-classes", GatewayClassesCheckTests.scenarios)
        cases.add("leftover-crds", LeftoverCRDsCheckTests.scenarios)
        cases.add("leftover-roles", LeftoverRolesCheckTests.scenarios)
        cases.add("leftover-webhooks", LeftoverWebhooksCheckTests.scenarios)
        cases.add("load-balancer", LoadBalancerCheckTests.scenarios)
        cases.add("namespaces", NamespacesCheckTests.scenarios)
        cases.add("network-policies", NetworkPoliciesCheckTests.scenarios)
        cases.add("operators-ready", OperatorsReadyCheckTests.scenarios)
        cases.add("pending-releases", PendingReleasesCheckTests.scenarios)
        cases.add("registries", RegistriesCheckTests.scenarios)
        cases.add("server-health", ServerHealthCheckTests.scenarios)
        cases.add("server-versions", ServerVersionsCheckTests.scenarios)
        cases.add("single-operators", SingleOperatorsCheckTests.scenarios)
        cases.add("storage-class", StorageClassCheckTests.scenarios)
        cases.add("stuck-finalizers", StuckFinalizersCheckTests.scenarios)
        cases.add("webhook-scope", WebhookScopeCheckTests.scenarios)
        cases.add("webhooks", WebhooksCheckTests.scenarios)
    }

    /// Tables whose cases name their checks themselves.
    private static func addConformance(_ cases: inout Cases) {
        for item in ConformanceChecksTests.controllers + ConformanceChecksTests.apis { cases.add(item.check, [item]) }
        for item in ConformanceChecksTests.accelerators { cases.add(item.check, [item]) }
        for item in ConformanceChecksTests.gateways { cases.add(item.check, [item]) }
    }

    private static func addPlanned(_ cases: inout Cases) {
        cases.add("admission", PlannedChecksTests.admissions)
        cases.add("admission-samples", AdmissionSamplesCheckTests.scenarios)
        cases.add("crd-upgrades", PlannedChecksTests.crds)
        cases.add("existing-objects", PlannedChecksTests.existing)
        cases.add("image-platforms", ImagePlatformsCheckTests.cases)
        cases.add("immutable-fields", PlannedChecksTests.immutable)
        cases.add("limit-ranges", PlannedSecurityTests.ranges)
        cases.add("limit-ranges", UnreadQuantityTests.ranges)
        cases.add("limit-ranges", UnreadQuantityTests.ofRanges)
        cases.add("object-sizes", PlannedChecksTests.sizes)
        cases.add("permissions", PlannedChecksTests.permissions)
        cases.add("pod-configuration", PodSourceTests.cases)
        cases.add("pod-security", PlannedSecurityTests.security)
        cases.add("pruned-fields", PlannedChecksTests.pruned)
        cases.add("pull-secrets", PullSecretTests.cases)
        cases.add("quotas", PlannedSecurityTests.quotas)
        cases.add("quotas", PlannedSecurityTests.models)
        cases.add("quotas", QuotaLoadTests.upgrades)
        cases.add("quotas", QuotaLoadTests.ofNodes)
        cases.add("quotas", QuotaLoadTests.scopes)
        cases.add("quotas", UnreadQuantityTests.quotas)
        cases.add("quotas", UnreadQuantityTests.ofQuotas)
        cases.add("rendering", PlannedChecksTests.rendering)
        cases.add("service-accounts", PlannedSecurityTests.serviceAccounts)
        for (check, item) in PlannedSecurityTests.ofOperators { cases.add(check, [item]) }
        for check in PlannedUnknownTests.checks { cases.add(check, PlannedUnknownTests.general) }
    }
}

/// Facts and what is wanted, judged by a built-in check.
protocol JudgedCase: Sendable {
    func judged() throws -> (facts: Facts, subject: Subject)
}

extension JudgedCase {
    /// The places of the outcomes that hold: of several services each one's, and none where no fact is asked or one that
    /// matters is not known.
    func outcomes(of check: CheckDefinition) throws -> Set<Int> {
        let (facts, subject) = try judged()
        let judge = Judge(try .builtIn())
        let variables = JudgedVariables(facts: facts, subject: subject)
        guard judge.resultWithoutFacts(check, variables.want) == nil else { return [] }
        let all = check.forEach.map { subject.services($0).map(variables.judging) } ?? [variables]
        return Set(all.compactMap { try? judge.reached(by: check, $0.of(check)) })
    }
}

extension Scenario: JudgedCase {
    func judged() throws -> (facts: Facts, subject: Subject) { (try gathered(), Subject(try wanted())) }
}

extension PlannedCase: JudgedCase {
    func judged() throws -> (facts: Facts, subject: Subject) { try scenario.judged() }
}

extension ModelCase: JudgedCase {
    func judged() throws -> (facts: Facts, subject: Subject) {
        (try Scenario(name, facts: facts, verdict: verdict).gathered(), try subject())
    }
}
