import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// What a look says of each condition.
@Suite struct JudgingTests {
    // MARK: - Ready

    private func ready(
        _ object: Value, _ type: ResourceType = .deployments, mustRun: Bool = false,
        services: [String: Sight.ServiceState] = [:]
    ) -> Judgement {
        Awaited(type, "x", namespace: "ns", .ready(mustRun: mustRun)).judge(Sight(object, services: services))
    }

    @Test func readyFollowsTheGenericRules() {
        #expect(ready(Objects.deployment(ready: 1)).isMet)
        let waiting = ready(Objects.deployment())
        #expect(!waiting.isMet)
        #expect(waiting.status.message == "available 0/1")
        #expect(waiting.faults.isEmpty)
    }

    @Test func whatTheRulesCallFailedIsAFault() {
        let judgement = ready(Objects.stuckDeployment())
        #expect(judgement.faults.map(\.cause) == [.progressDeadline])
        #expect(judgement.faults.first?.message.hasPrefix("progress deadline exceeded") == true)
        let pod: Value = ["kind": "Pod", "apiVersion": "v1", "status": ["phase": "Failed", "message": "evicted"]]
        #expect(ready(pod, .pods).faults.map(\.cause) == [.failed])
    }

    @Test func aCRDWhoseNamesAreTakenIsAFaultInARelease() {
        let judgement = ready(Objects.crd(established: "False", names: "False"), .customResourceDefinitions)
        #expect(judgement.faults.map(\.cause) == [.namesNotAccepted])
    }

    @Test func anAPIServiceThatDoesNotAnswerIsNotReady() {
        let object: Value = [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "status": [
                "conditions": [["type": "Available", "status": "False", "message": "no endpoints for service \"x\""]]
            ],
        ]
        let judgement = ready(object, .apiServices)
        #expect(!judgement.isMet)
        #expect(judgement.faults == [Fault(.apiServiceUnavailable, "no endpoints for service \"x\"")])
    }

    private func daemonSet(_ spec: Value) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "x", "generation": 1],
            "spec": ["template": ["spec": spec]],
            "status": ["observedGeneration": 1, "desiredNumberScheduled": 0],
        ]
    }

    /// A success that does nothing: told, and held against it only where a provider says that it must run.
    @Test func aDaemonSetThatWantsNoPodNamesItsSelector() {
        let object = daemonSet(["nodeSelector": ["gpu": "true", "arch": "arm64"]])
        let judgement = ready(object, .daemonSets)
        #expect(judgement.isMet)
        #expect(judgement.remarks == ["wants 0 pods: no node fits its nodeSelector arch=arm64,gpu=true"])
        let required = ready(object, .daemonSets, mustRun: true)
        #expect(!required.isMet)
        #expect(required.status.message == "wants 0 pods: no node fits its nodeSelector arch=arm64,gpu=true")
    }

    @Test func aDaemonSetsAffinityIsSaidToo() {
        let affinity: Value = [
            "nodeSelector": ["a": "b"],
            "affinity": [
                "nodeAffinity": [
                    "requiredDuringSchedulingIgnoredDuringExecution": [
                        "nodeSelectorTerms": [
                            [
                                "matchExpressions": [
                                    ["key": "gpu", "operator": "In", "values": ["h100", "b200"]],
                                    ["key": "ready", "operator": "Exists"],
                                ]
                            ],
                            ["matchFields": [["key": "metadata.name", "operator": "In", "values": ["n1"]]]],
                        ]
                    ]
                ]
            ],
        ]
        #expect(
            NodeChoice.words(of: daemonSet(affinity))
                == "no node fits its nodeSelector a=b and its node affinity gpu In (h100, b200), ready Exists "
                + "or metadata.name In (n1)")
        #expect(NodeChoice.words(of: daemonSet([:])).contains("taints"))
    }

    // MARK: - Webhooks (F24)

    @Test func aWebhookIsReadyOnceItCanBeAskedF24() {
        let type = ResourceType.validatingWebhookConfigurations
        #expect(ready(Objects.webhooks(), type, services: ["ns/hook": .ready]).isMet)
        let dead = ready(Objects.webhooks(), type, services: ["ns/hook": .withoutAddress])
        #expect(!dead.isMet)
        #expect(dead.faults.map(\.cause) == [.webhookUnanswered])
        #expect(dead.status.message == "the Service ns/hook of its webhook a.example.com has no ready address")
        #expect(dead.faults.first?.hint.contains("kubectl describe service hook --namespace ns") == true)
    }

    @Test func aWebhookWithoutItsCertificateIsNotReadyF24() {
        let judgement = ready(
            Objects.webhooks(caBundle: ""), .mutatingWebhookConfigurations, services: ["ns/hook": .ready])
        #expect(!judgement.isMet)
        #expect(judgement.faults.map(\.cause) == [.certificateMissing])
        #expect(judgement.status.message == "its webhook a.example.com has no caBundle yet")
    }

    @Test func aWebhookThatMayFailHoldsNothingUp() {
        let judgement = ready(
            Objects.webhooks(caBundle: "", policy: "Ignore"), .mutatingWebhookConfigurations)
        #expect(judgement.isMet)
        #expect(WebhookRules.services(of: Objects.webhooks(policy: "Ignore")).isEmpty)
    }

    @Test func aWebhookOutsideTheClusterIsNotLookedFor() {
        #expect(ready(Objects.webhooks(caBundle: "", service: false), .mutatingWebhookConfigurations).isMet)
    }

    @Test func aServiceThatMayNotBeSeenHoldsNothingUpAndIsSaidF32() {
        let judgement = ready(
            Objects.webhooks(), .validatingWebhookConfigurations, services: ["ns/hook": .unreadable("forbidden")])
        #expect(judgement.isMet)
        #expect(judgement.remarks == ["cannot be seen to be served: forbidden"])
    }

    @Test func withoutAPolicyAWebhookMatters() {
        let services = WebhookRules.services(of: Objects.webhooks(policy: nil))
        #expect(services.map(\.name) == ["hook"])
        #expect(services.map(\.namespace) == ["ns"])
    }

    @Test(
        arguments: [
            ([["conditions": ["ready": true], "addresses": ["10.0.0.1"]]], true),
            ([["conditions": ["ready": false], "addresses": ["10.0.0.1"]]], false),
            ([["addresses": ["10.0.0.1"]]], true), ([["conditions": ["ready": true], "addresses": []]], false),
            ([], false),
        ] as [(Value, Bool)])
    func addressesCountWhenTheyAreReady(endpoints: Value, isReady: Bool) {
        #expect(ServiceAddresses.hasReadyAddress(["endpoints": endpoints]) == isReady)
    }

    // MARK: - CRDs

    private func served(
        _ object: Value, missing: [String]?, _ wanted: Awaited.WantedVersions = .all
    ) -> Judgement {
        Awaited.crd(wanted).judge(Sight(object, missingVersions: missing))
    }

    @Test func f14aCRDIsServedOnceDiscoveryHasItsVersions() {
        #expect(served(Objects.crd(), missing: []).isMet)
        let lagging = served(Objects.crd(served: ["v1", "v2"]), missing: ["v2"])
        #expect(!lagging.isMet)
        #expect(lagging.status.message == "is not served yet in version v2")
        #expect(!served(Objects.crd(), missing: nil).isMet)
    }

    @Test func aCRDThatIsNotEstablishedSaysSo() {
        #expect(served(Objects.crd(established: nil), missing: nil).status.message == "is not established")
        let refused = served(Objects.crd(established: "False", names: "False", message: "Gear is taken"), missing: nil)
        #expect(refused.faults == [Fault(.namesNotAccepted, "Gear is taken")])
        #expect(Awaited.crd().judgeAbsence().status.message == "has not appeared")
    }

    @Test func anyOfTheWantedVersionsIsEnough() {
        #expect(served(Objects.crd(served: ["v1"]), missing: [], .any(["v2", "v1"])).isMet)
        let other = served(Objects.crd(served: ["v1"]), missing: nil, .any(["v2"]))
        #expect(other.status.message == "serves v1, not v2")
    }

    // MARK: - Gone

    @Test func goneMeansRemovedOrReplaced() {
        let awaited = Awaited.gone(uid: "u")
        #expect(awaited.judgeAbsence().isMet)
        #expect(awaited.judge(Sight(Objects.configMap(uid: "other"))).isMet)
        #expect(!awaited.judge(Sight(Objects.configMap(uid: "u"))).isMet)
        #expect(!Awaited.gone().judge(Sight(Objects.configMap(uid: "other"))).isMet)
    }

    @Test func f21whatHoldsAnObjectIsNamed() {
        let held = Awaited.gone().judge(Sight(Objects.configMap(finalizers: ["a/b", "c"], deleted: true)))
        #expect(held.status.message == "waits for finalizers a/b, c")
        #expect(Awaited.gone().judge(Sight(Objects.configMap(deleted: true))).status.message == "is being deleted")
        #expect(Awaited.gone().judge(Sight(Objects.configMap())).status.message == "is still there")
    }

    // MARK: - Ended

    @Test(arguments: [
        (#"{"kind": "Job"}"#, RunEnd.running),
        (#"{"kind": "Job", "status": {"conditions": [{"type": "Complete", "status": "True"}]}}"#, .succeeded),
        (
            #"{"kind": "Job", "status": {"conditions": [{"type": "Failed", "status": "True", "reason": "R", "#
                + #""message": "m"}]}}"#, .failed("R: m")
        ),
        (
            #"{"kind": "Job", "status": {"conditions": [{"type": "Failed", "status": "True"}]}}"#,
            .failed("its job failed")
        ),
        (#"{"kind": "Job", "status": {"conditions": [{"type": "Complete", "status": "False"}]}}"#, .running),
        (#"{"kind": "Pod", "status": {"phase": "Succeeded"}}"#, .succeeded),
        (#"{"kind": "Pod", "status": {"phase": "Failed", "message": "evicted"}}"#, .failed("evicted")),
        (#"{"kind": "Pod", "status": {"phase": "Failed"}}"#, .failed("its pod failed")),
        (#"{"kind": "Pod", "status": {"phase": "Pending"}}"#, .running),
    ])
    func knowsTheEndOfARun(object: String, end: RunEnd) throws {
        #expect(RunEnd(of: try Value(jsonText: object)) == end)
    }

    @Test func aRunThatFailedIsAFault() {
        let judgement = Awaited.job().judge(Sight(Objects.job("setup", "Failed", reason: "BackoffLimitExceeded")))
        #expect(judgement.faults.map(\.cause) == [.runFailed])
        #expect(Awaited.job().judge(Sight(Objects.job("setup", "Complete"))).isMet)
    }

    @Test func aSuspendedJobNeverStarts() throws {
        var job = try #require(Objects.job().object)
        job["spec"] = ["suspend": true]
        #expect(Awaited.job().judge(Sight(.object(job))).faults.map(\.cause) == [.jobCannotStart])
    }

    @Test func otherKindsAreDoneOnceTheyExist() {
        let map = Awaited(.configMaps, "map", namespace: "ns", .ended)
        #expect(map.judge(Sight(Objects.configMap())).isMet)
    }

    // MARK: - Types

    @Test func f45onlyBuiltInGroupsAreWaitedFor() {
        func isBuiltIn(_ group: String) -> Bool {
            ResourceType(group: group, version: "v1", kind: "K", plural: "ks", isNamespaced: true).isBuiltIn
        }
        for group in [
            "", "apps", "batch", "apiextensions.k8s.io", "networking.k8s.io", "admissionregistration.k8s.io",
            "apiregistration.k8s.io", "rbac.authorization.k8s.io", "resource.k8s.io",
        ] {
            #expect(isBuiltIn(group), "\(group)")
        }
        for group in [
            "nvidia.com", "cert-manager.io", "serving.kserve.io", "gateway.networking.k8s.io",
            "snapshot.storage.k8s.io", "kueue.x-k8s.io",
        ] {
            #expect(!isBuiltIn(group), "\(group)")
        }
    }
}
