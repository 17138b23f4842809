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
        let claim: Value = ["kind": "PersistentVolumeClaim", "apiVersion": "v1", "status": ["phase": "Lost"]]
        let type = ResourceType(
            group: "", version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims",
            isNamespaced: true)
        #expect(ready(claim, type).faults == [Fault(.failed, "has lost its volume")])
    }

    /// It is never started again, so that there is nothing to wait for.
    @Test func aPodThatHasFailedHasRunToABadEnd() {
        let pod: Value = [
            "kind": "Pod", "apiVersion": "v1", "metadata": ["name": "x", "namespace": "ns"],
            "status": ["phase": "Failed", "reason": "Evicted", "message": "low on memory"],
        ]
        let judgement = ready(pod, .pods)
        #expect(judgement.faults.map(\.cause) == [.runFailed])
        #expect(judgement.faults.first?.message == "Evicted: low on memory")
        #expect(judgement.faults.first?.hint.hasSuffix("kubectl delete pod x --namespace ns") == true)
    }

    /// What it needs may come up, so that its crashes are given their time (F41).
    @Test func aPodThatKeepsCrashingIsJudgedByItsContainers() {
        let pod: Value = [
            "kind": "Pod", "apiVersion": "v1",
            "status": [
                "phase": "Running",
                "containerStatuses": [["name": "a", "state": ["waiting": ["reason": "CrashLoopBackOff"]]]],
            ],
        ]
        let judgement = ready(pod, .pods)
        #expect(!judgement.isMet)
        #expect(judgement.faults.isEmpty)
    }

    @Test func aPausedDeploymentIsNotWaitedForAndSaid() throws {
        var paused = try #require(Objects.deployment().object)
        paused["spec"] = ["paused": true, "replicas": 1]
        let judgement = ready(.object(paused))
        #expect(judgement.isMet)
        #expect(
            judgement.remarks == [
                "is paused, so that its pods stay as they are until it is resumed: available 0/1"
            ])
        #expect(ready(Objects.deployment(ready: 1)).remarks.isEmpty)
    }

    @Test func aBudgetThatProtectsNothingIsARemark() {
        let budget: Value = [
            "kind": "PodDisruptionBudget", "apiVersion": "policy/v1",
            "status": [
                "conditions": [
                    ["type": "DisruptionAllowed", "status": "False", "reason": "SyncFailed", "message": "no scale"]
                ]
            ],
        ]
        let type = ResourceType(
            group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets",
            isNamespaced: true)
        let judgement = ready(budget, type)
        #expect(judgement.isMet)
        #expect(judgement.remarks == ["protects nothing: no scale"])
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

    /// Their pods change when somebody deletes them, which nobody waits for.
    @Test(
        arguments: [
            (["updateStrategy": ["type": "OnDelete"]], ["updatedNumberScheduled": 3], nil),
            (["updateStrategy": ["type": "OnDelete"]], ["updatedNumberScheduled": 2], "1 pod"),
            (["updateStrategy": ["type": "OnDelete"]], [:], "3 pods"),
            (["updateStrategy": ["type": "RollingUpdate"]], ["updatedNumberScheduled": 3], nil),
        ] as [(Value, Value, String?)])
    func podsOfAFormerTemplateAreSaid(spec: Value, counts: Value, pods: String?) {
        var status: Object = [
            "observedGeneration": 1, "desiredNumberScheduled": 3, "currentNumberScheduled": 3, "numberReady": 3,
            "numberAvailable": 3,
        ]
        for (key, value) in counts.object ?? [:] { status[key] = value }
        let judgement = ready(
            [
                "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "x", "generation": 1],
                "spec": spec, "status": .object(status),
            ], .daemonSets)
        #expect(judgement.isMet)
        let remark = pods.map {
            "has \($0) that were made from a former template, and that somebody has to delete: its updateStrategy is "
                + "OnDelete"
        }
        #expect(judgement.remarks == [remark].compactMap(\.self))
    }

    @Test(arguments: [("b", 1), ("a", 0)])
    func aStatefulSetsFormerPodsAreSaidToo(current: String, remarks: Int) {
        let judgement = ready(
            [
                "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "x"],
                "spec": ["updateStrategy": ["type": "OnDelete"]],
                "status": [
                    "replicas": 1, "readyReplicas": 1, "updateRevision": "a", "currentRevision": .string(current),
                ],
            ], .statefulSets)
        #expect(judgement.isMet)
        #expect(judgement.remarks.count == remarks)
    }

    // MARK: - Jobs of a release (F26)

    struct RunCase: Sendable, CustomTestStringConvertible {
        var name: String
        var job: Value
        var isMet = false
        var isFinal = false
        var faults: [Fault.Cause] = []
        var remark: String?
        /// What is said where Jobs must have ended.
        var faultsOfEnd: [Fault.Cause] = []
        var testDescription: String { name }
    }

    private static let runs: [RunCase] = [
        RunCase(name: "new", job: Objects.run([:])),
        RunCase(name: "its pods are refused", job: Objects.run(["startTime": "t"])),
        RunCase(name: "runs", job: Objects.run(["startTime": "t", "active": 1]), isMet: true),
        RunCase(
            name: "suspended",
            job: Objects.run(
                ["conditions": [["type": "Suspended", "status": "True"]]], spec: ["suspend": true]),
            isMet: true, remark: "is suspended, so that it never starts", faultsOfEnd: [.jobCannotStart]),
        RunCase(
            name: "in a queue",
            job: Objects.run(
                ["conditions": [["type": "Suspended", "status": "True"]]], spec: ["suspend": true],
                labels: ["kueue.x-k8s.io/queue-name": "gpus"]),
            isMet: true, remark: "is suspended until queue gpus admits it"),
        RunCase(
            name: "held", job: Objects.run(["startTime": "t"], spec: ["parallelism": 0]), isMet: true,
            remark: "has parallelism 0, so that it makes no pods", faultsOfEnd: [.jobCannotStart]),
        RunCase(
            name: "complete", job: Objects.run(["conditions": [["type": "Complete", "status": "True"]]]), isMet: true,
            isFinal: true),
        RunCase(
            name: "complete, and being removed",
            job: Objects.run(["conditions": [["type": "Complete", "status": "True"]]], deleted: true), isMet: true,
            isFinal: true),
        RunCase(
            name: "failed", job: Objects.run(["conditions": [["type": "Failed", "status": "True", "reason": "R"]]]),
            faults: [.runFailed], faultsOfEnd: [.runFailed]),
    ]

    @Test(arguments: runs)
    func aReleasesJobIsReadyOnceItHasPodsF26(_ row: RunCase) {
        let judgement = Awaited.run().judge(Sight(row.job))
        #expect(judgement.isMet == row.isMet)
        #expect(judgement.isFinal == row.isFinal)
        #expect(judgement.faults.map(\.cause) == row.faults)
        #expect(judgement.remarks == [row.remark].compactMap(\.self))
    }

    @Test(arguments: runs)
    func whereJobsAreWaitedForTheyMustHaveEnded(_ row: RunCase) {
        let judgement = Awaited.job().judge(Sight(row.job))
        #expect(judgement.isMet == row.isFinal)
        #expect(judgement.faults.map(\.cause) == row.faultsOfEnd)
    }

    @Test func aJobThatIsRemovedAtItsEndHasEndedOnceItIsGone() {
        let judgement = Awaited.run(isRemovedAtItsEnd: true).judgeAbsence()
        #expect(judgement.isMet && judgement.isFinal)
        #expect(judgement.remarks.count == 1)
        #expect(!Awaited.run().judgeAbsence().isMet)
        #expect(!Awaited.job().judgeAbsence().isMet)
    }

    // MARK: - Webhooks (F24, F25)

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

    /// A blank is what tools put there until they have something.
    @Test(
        arguments: [
            ("", "its webhook a.example.com has no caBundle yet"),
            ("Cg==", "its webhook a.example.com has no caBundle yet"),
            ("Q0E=", "the caBundle of its webhook a.example.com cannot be used: it is not a certificate in PEM"),
            ("???", "the caBundle of its webhook a.example.com cannot be used: it is not base64"),
            // A header alone, another thing than a certificate, and bytes that are none.
            (
                "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==",
                "the caBundle of its webhook a.example.com cannot be used: it is not a certificate in PEM"
            ),
            (
                "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1BUXdBZ1VBCi0tLS0tRU5EIFBSSVZBVEUgS0VZLS0tLS0K",
                "the caBundle of its webhook a.example.com cannot be used: it is not a certificate in PEM"
            ),
            (
                "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tClFVSkQKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=",
                "the caBundle of its webhook a.example.com cannot be used: what stands in its PEM is broken"
            ),
            (Objects.caBundle, nil),
            // The broken one before a good one.
            (
                "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tClFVSkQKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQotLS0tLUJFR0lOIENFUlRJRklD"
                    + "QVRFLS0tLS0KTUFRd0FnVUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=", nil
            ),
        ] as [(String, String?)])
    func f25aCaBundleMustHoldACertificate(bundle: String, words: String?) {
        let judgement = ready(
            Objects.webhooks(caBundle: bundle), .validatingWebhookConfigurations, services: ["ns/hook": .ready])
        #expect(judgement.isMet == (words == nil))
        #expect(judgement.faults.map(\.message) == [words].compactMap(\.self))
        #expect(judgement.faults.allSatisfy { $0.cause == .certificateMissing })
    }

    @Test func f25aBrokenCaBundleIsOneOutsideTheClusterToo() {
        let judgement = ready(Objects.webhooks(caBundle: "Q0E=", service: false), .mutatingWebhookConfigurations)
        #expect(judgement.faults.map(\.cause) == [.certificateMissing])
    }

    @Test func aWebhookWhoseServiceIsNotThereIsNotReady() {
        let judgement = ready(Objects.webhooks(), .validatingWebhookConfigurations, services: ["ns/hook": .absent])
        #expect(judgement.faults.map(\.cause) == [.webhookUnanswered])
        #expect(judgement.status.message == "the Service ns/hook of its webhook a.example.com does not exist")
    }

    @Test func f24aWebhookThatADryRunDoesNotReachIsNotReady() {
        let words = "failed calling webhook \"a.example.com\": connect: connection refused"
        let judgement = Awaited(.validatingWebhookConfigurations, "guard", .ready(mustRun: false)).judge(
            Sight(Objects.webhooks(), services: ["ns/hook": .ready], unasked: ["a.example.com": words]))
        #expect(judgement.faults.map(\.cause) == [.webhookUnanswered])
        #expect(
            judgement.status.message == "its webhook a.example.com could not be asked in a dry run: \(words)")
    }

    @Test(arguments: [
        ("Internal error occurred: failed calling webhook \"a\": dial tcp: connect: connection refused", true),
        ("failed calling webhook \"a\": x509: certificate signed by unknown authority", true),
        ("failed calling webhook \"a\": context deadline exceeded", true),
        ("failed calling webhook \"a\": no endpoints available for service \"hook\"", true),
        ("failed calling webhook \"a\": service \"hook\" not found", true),
        ("failed calling webhook \"a\": unable to load root certificates: unable to parse bytes as PEM block", true),
        // It listens, and stumbles over an object without content.
        ("failed calling webhook \"a\": EOF", false),
        ("failed calling webhook \"a\": expected webhook response of admission.k8s.io/v1", false),
        // Somebody else's.
        ("failed calling webhook \"b\": connection refused", false),
        ("admission webhook \"a\" denied the request: no name", false),
    ])
    func whatTheServerSaysOfAWebhookThatItDoesNotReach(words: String, isUnreached: Bool) {
        #expect(WebhookRules.isUnreached(words, "a") == isUnreached)
    }

    @Test func onlyWebhooksThatSayWhatTheyAreForAreTried() {
        func webhook(_ name: String, _ operations: Value, _ resources: Value, _ version: Value = "v1") -> Value {
            [
                "name": .string(name), "clientConfig": ["service": ["namespace": "ops", "name": "hook"]],
                "rules": [
                    [
                        "apiGroups": ["example.com"], "apiVersions": [version], "operations": operations,
                        "resources": resources,
                    ]
                ],
            ]
        }
        let trials = WebhookRules.trials(of: [
            "webhooks": [
                webhook("a", ["UPDATE", "CREATE"], ["gears/status", "gears"]), webhook("b", ["*"], ["*"]),
                webhook("c", ["DELETE"], ["gears"]), webhook("d", ["CREATE"], ["gears"], "*"),
                ["name": "e", "failurePolicy": "Ignore", "rules": []], ["name": "f"],
            ]
        ])
        #expect(
            trials == [
                WebhookRules.Trial(
                    webhook: "a", group: "example.com", version: "v1", plural: "gears", namespace: "ops")
            ])
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
        (
            #"{"kind": "Pod", "status": {"phase": "Failed", "reason": "Evicted", "message": "full"}}"#,
            .failed("Evicted: full")
        ),
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
