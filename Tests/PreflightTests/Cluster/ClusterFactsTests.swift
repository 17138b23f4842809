import Preflight
import Testing

/// What could not be read is unknown, and what is not there is something else.
@Suite struct ClusterFactsTests {
    struct Lack: Sendable, CustomTestStringConvertible {
        var check: String
        var fact: FactName
        var facts: String
        var want: String
        /// The verdict where the fact is absent.
        var absent: String

        init(_ check: String, _ fact: FactName, _ facts: String, want: String = "{}", absent: String) {
            self.check = check
            self.fact = fact
            self.facts = facts
            self.want = want
            self.absent = absent
        }

        var testDescription: String { "\(check) without \(fact)" }

        func result(_ found: Fact) throws -> CheckResult {
            let scenario = Scenario(testDescription, facts: facts, want: want, verdict: "")
            var gathered = try scenario.gathered()
            gathered[fact] = found
            let request = PreflightRequest(Subject(try scenario.wanted()), only: [check])
            let report = try Preflight.judge(gathered, checks: CheckCatalog.builtIn(), request)
            return try #require(report.results.first)
        }
    }

    static let lacks: [Lack] = [
        Lack(
            "webhooks", "objects/validatingwebhookconfigurations.admissionregistration.k8s.io",
            WebhooksCheckTests.facts, want: WebhooksCheckTests.wanted, absent: "pass"),
        Lack(
            "webhooks", "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io", WebhooksCheckTests.facts,
            want: WebhooksCheckTests.wanted, absent: "pass"),
        Lack("webhooks", "objects/services", WebhooksCheckTests.facts, want: WebhooksCheckTests.wanted, absent: "fail"),
        Lack(
            "webhooks", "objects/endpointslices.discovery.k8s.io", WebhooksCheckTests.facts,
            want: WebhooksCheckTests.wanted, absent: "fail"),
        Lack(
            "webhooks", "objects/namespaces", WebhooksCheckTests.facts, want: WebhooksCheckTests.wanted, absent: "fail"),
        Lack(
            "webhook-scope", "objects/validatingwebhookconfigurations.admissionregistration.k8s.io",
            WebhookScopeCheckTests.facts, want: WebhookScopeCheckTests.wanted, absent: "pass"),
        Lack(
            "webhook-scope", "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io",
            WebhookScopeCheckTests.facts, want: WebhookScopeCheckTests.wanted, absent: "warn"),
        Lack(
            "webhook-scope", "objects/services", WebhookScopeCheckTests.facts, want: WebhookScopeCheckTests.wanted,
            absent: "warn"),
        Lack(
            "webhook-scope", "objects/endpointslices.discovery.k8s.io", WebhookScopeCheckTests.facts,
            want: WebhookScopeCheckTests.wanted, absent: "warn"),
        Lack(
            "webhook-scope", "objects/namespaces", WebhookScopeCheckTests.facts, want: WebhookScopeCheckTests.wanted,
            absent: "warn"),
        Lack(
            "leftover-webhooks", "objects/validatingwebhookconfigurations.admissionregistration.k8s.io",
            LeftoverWebhooksCheckTests.facts, want: LeftoverWebhooksCheckTests.wanted, absent: "pass"),
        Lack(
            "leftover-webhooks", "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io",
            LeftoverWebhooksCheckTests.facts, want: LeftoverWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "leftover-webhooks", "objects/services", LeftoverWebhooksCheckTests.facts,
            want: LeftoverWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "leftover-webhooks", "objects/endpointslices.discovery.k8s.io", LeftoverWebhooksCheckTests.facts,
            want: LeftoverWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "leftover-webhooks", "objects/namespaces", LeftoverWebhooksCheckTests.facts,
            want: LeftoverWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "conversion-webhooks", "objects/customresourcedefinitions.apiextensions.k8s.io",
            ConversionWebhooksCheckTests.facts, want: ConversionWebhooksCheckTests.wanted, absent: "pass"),
        Lack(
            "conversion-webhooks", "objects/services", ConversionWebhooksCheckTests.facts,
            want: ConversionWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "conversion-webhooks", "objects/endpointslices.discovery.k8s.io", ConversionWebhooksCheckTests.facts,
            want: ConversionWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "conversion-webhooks", "objects/namespaces", ConversionWebhooksCheckTests.facts,
            want: ConversionWebhooksCheckTests.wanted, absent: "warn"),
        Lack(
            "crd-owners", "objects/customresourcedefinitions.apiextensions.k8s.io", CRDOwnersCheckTests.facts,
            want: CRDOwnersCheckTests.wanted, absent: "pass"),
        Lack(
            "crd-versions", "objects/customresourcedefinitions.apiextensions.k8s.io", CRDVersionsCheckTests.facts,
            want: CRDVersionsCheckTests.wanted, absent: "skipped"),
        Lack(
            "crd-stored-versions", "objects/customresourcedefinitions.apiextensions.k8s.io",
            CRDStoredVersionsCheckTests.facts, want: CRDStoredVersionsCheckTests.wanted, absent: "skipped"),
        Lack(
            "deprecated-apis", "objects/customresourcedefinitions.apiextensions.k8s.io", DeprecatedAPIsCheckTests.facts,
            want: DeprecatedAPIsCheckTests.wanted, absent: "pass"),
        Lack(
            "namespaces", "objects/namespaces?namespaces=wanted", NamespacesCheckTests.facts,
            want: NamespacesCheckTests.wanted, absent: "pass"),
        Lack(
            "stuck-finalizers", "objects/customresourcedefinitions.apiextensions.k8s.io",
            StuckFinalizersCheckTests.gone, want: StuckFinalizersCheckTests.wanted, absent: "warn"),
        Lack(
            "stuck-finalizers", "objects/namespaces", StuckFinalizersCheckTests.gone,
            want: StuckFinalizersCheckTests.wanted, absent: "pass"),
        Lack(
            "gateway-api", "objects/customresourcedefinitions.apiextensions.k8s.io", GatewayAPICheckTests.facts,
            want: GatewayAPICheckTests.wanted, absent: "fail"),
        Lack(
            "gateway-classes", "objects/gatewayclasses.gateway.networking.k8s.io", GatewayClassesCheckTests.facts,
            want: GatewayClassesCheckTests.wanted, absent: "fail"),
        Lack(
            "network-policies", "objects/networkpolicies.networking.k8s.io?namespaces=wanted",
            NetworkPoliciesCheckTests.facts,
            want: NetworkPoliciesCheckTests.wanted, absent: "pass"),
        Lack(
            "api-services", "objects/apiservices.apiregistration.k8s.io", APIServicesCheckTests.facts,
            want: APIServicesCheckTests.wanted, absent: "skipped"),
        Lack("clock-skew", "serverTime", ClockSkewCheckTests.facts, absent: "skipped"),
        Lack("server-versions", "kubernetes", ServerVersionsCheckTests.facts, absent: "skipped"),
        Lack("server-versions", "nodes", ServerVersionsCheckTests.facts, absent: "skipped"),
        Lack(
            "api-priority", "objects/flowschemas.flowcontrol.apiserver.k8s.io", APIPriorityCheckTests.facts,
            absent: "skipped"),
        Lack("server-health", "serverHealth", ServerHealthCheckTests.facts, absent: "skipped"),
        Lack(
            "operators-ready", "objects/deployments.apps", OperatorsReadyCheckTests.facts,
            want: OperatorsReadyCheckTests.wanted, absent: "skipped"),
        Lack(
            "single-operators", "objects/deployments.apps", SingleOperatorsCheckTests.facts,
            want: SingleOperatorsCheckTests.wanted, absent: "pass"),
        Lack("cluster-dns", "objects/services", ClusterDNSCheckTests.facts, absent: "warn"),
        Lack("cluster-dns", "objects/endpointslices.discovery.k8s.io", ClusterDNSCheckTests.facts, absent: "fail"),
        Lack("cluster-dns", "objects/deployments.apps", ClusterDNSCheckTests.facts, absent: "pass"),
        Lack(
            "registries", "registries", RegistriesCheckTests.facts, want: RegistriesCheckTests.some, absent: "skipped"),
        Lack(
            "load-balancer", "objects/services", LoadBalancerCheckTests.facts, want: LoadBalancerCheckTests.wanted,
            absent: "skipped"),
        Lack(
            "storage-class", "objects/storageclasses.storage.k8s.io", StorageClassCheckTests.facts,
            want: StorageClassCheckTests.wanted, absent: "warn"),
        Lack(
            "leftover-crds", "leftObjects", LeftoverCRDsCheckTests.facts, want: LeftoverCRDsCheckTests.wanted,
            absent: "warn"),
        Lack(
            "leftover-roles", "objects/clusterroles.rbac.authorization.k8s.io", LeftoverRolesCheckTests.facts,
            absent: "pass"),
        Lack(
            "leftover-roles", "objects/clusterrolebindings.rbac.authorization.k8s.io", LeftoverRolesCheckTests.facts,
            absent: "pass"),
        Lack("leftover-roles", "objects/namespaces", LeftoverRolesCheckTests.facts, absent: "warn"),
        Lack(
            "pending-releases",
            "objects/secrets?namespaces=wanted&labelSelector=owner=helm,status in (pending-install,pending-rollback,pending-upgrade,uninstalling)",
            PendingReleasesCheckTests.facts, want: PendingReleasesCheckTests.wanted, absent: "skipped"),
    ]

    static let reasons: [UnknownReason.Code] = [.forbidden, .timeout]

    @Test("F32: what cannot be read is unknown", arguments: lacks, reasons)
    func isUnknown(_ lack: Lack, _ code: UnknownReason.Code) throws {
        let reason = UnknownReason(code, "cannot list it: \(code.rawValue)", verb: "list", resource: "it")
        let result = try lack.result(.unknown(reason))
        #expect(result.verdict.name == "unknown", "\(result.message)")
        #expect(result.unknown == reason)
        #expect(result.hint?.isEmpty == false)
    }

    @Test("F32: what is not there is not unknown", arguments: lacks)
    func isJudgedWithout(_ lack: Lack) throws {
        let result = try lack.result(.absent)
        #expect(result.verdict.name == lack.absent, "\(result.message)")
        #expect(!result.message.contains("cannot be judged"), "\(result.message)")
    }

    @Test("F32: what was not recorded is unknown", arguments: lacks)
    func isUnknownWhereNotRecorded(_ lack: Lack) throws {
        let reason = UnknownReason(.notGathered, "it was not recorded")
        let result = try lack.result(.unknown(reason))
        #expect(result.verdict.name == "unknown", "\(result.message)")
    }
}
