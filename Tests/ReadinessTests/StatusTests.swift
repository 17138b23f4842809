import Readiness
import Testing
import Value

@Suite struct StatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var object: Value
        var phase: ResourceStatus.Phase
        var message: String
        var counts: [Int]?

        init(_ name: String, _ json: String, _ phase: ResourceStatus.Phase, _ message: String, _ counts: [Int]? = nil)
            throws
        {
            self.name = name
            object = try Value(jsonText: json)
            self.phase = phase
            self.message = message
            self.counts = counts
        }

        var testDescription: String { name }
    }

    private static func check(_ cases: [Case]) {
        for test in cases {
            let result = status(of: test.object)
            #expect(result.phase == test.phase, "\(test.name): \(result)")
            #expect(result.message == test.message, "\(test.name)")
            if let counts = test.counts { #expect([result.ready, result.desired] == counts, "\(test.name)") }
        }
    }

    // MARK: - All kinds

    @Test func deletionComesFirst() throws {
        Self.check([
            try Case(
                "plain",
                #"{"kind":"X","metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","generation":2},"status":{"observedGeneration":1}}"#,
                .terminating, "is being deleted since 2026-01-01T00:00:00Z"),
            try Case(
                "F21 a finalizer whose operator is gone",
                #"{"kind":"X","metadata":{"deletionTimestamp":"t","finalizers":["kaito.sh/f","b"]}}"#, .terminating,
                "is being deleted since t, waits for finalizers kaito.sh/f, b"),
        ])
    }

    @Test func f46AGenerationThatIsNotObservedIsInProgress() throws {
        Self.check([
            try Case(
                "older",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":2,"conditions":[{"type":"Ready","status":"True"}]}}"#,
                .inProgress, "generation is 3, but the controller has seen 2"),
            try Case(
                "same", #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":3}}"#, .current,
                "is current"),
            try Case("not told", #"{"kind":"X","metadata":{"generation":3},"status":{}}"#, .current, "is current"),
            try Case(
                "no generation", #"{"kind":"X","metadata":{},"status":{"observedGeneration":3}}"#, .current,
                "is current"),
            try Case(
                "a float without a fraction",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":3.0}}"#, .current, "is current"
            ),
        ])
    }

    @Test func f45AnObservedGenerationOfTheWrongTypeIsSaidNotIgnored() throws {
        Self.check([
            try Case(
                "text",
                #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":"3","conditions":[{"type":"Ready","status":"True"}]}}"#,
                .unknown, "status.observedGeneration is a string where an integer belongs"),
            try Case(
                "fraction", #"{"kind":"X","metadata":{"generation":3},"status":{"observedGeneration":1.5}}"#, .unknown,
                "status.observedGeneration is a number where an integer belongs"),
            try Case(
                "status is text", #"{"kind":"X","metadata":{"generation":3},"status":"ok"}"#, .unknown,
                "status is a string where an object belongs"),
            try Case(
                "conditions are an object", #"{"kind":"X","status":{"conditions":{"Ready":"True"}}}"#, .unknown,
                "status.conditions is an object where an array belongs"),
            try Case(
                "a condition is text", #"{"kind":"X","status":{"conditions":["Ready"]}}"#, .unknown,
                "status.conditions[0] is a string where a condition belongs"),
            try Case(
                "replicas are text", #"{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":"3"}}"#, .unknown,
                "spec.replicas is a string where an integer belongs"),
            try Case("no object at all", #"[1]"#, .unknown, " is an array where an object belongs"),
        ])
    }

    @Test func f45AnObjectThatNeverSetsReadyIsCurrent() throws {
        Self.check([
            try Case(
                "no status", #"{"apiVersion":"x.io/v1","kind":"X","metadata":{"generation":1}}"#, .current, "is current"
            ),
            try Case("null status", #"{"apiVersion":"x.io/v1","kind":"X","status":null}"#, .current, "is current"),
            try Case(
                "other conditions", #"{"kind":"X","status":{"conditions":[{"type":"Synced","status":"False"}]}}"#,
                .current, "is current"),
        ])
    }

    @Test func standardConditionsDecide() throws {
        Self.check([
            try Case(
                "reconciling",
                #"{"kind":"X","status":{"conditions":[{"type":"Reconciling","status":"True","reason":"R","message":"busy"},{"type":"Ready","status":"True"}]}}"#,
                .inProgress, "busy"),
            try Case(
                "stalled",
                #"{"kind":"X","status":{"conditions":[{"type":"Stalled","status":"True","reason":"R","message":"stuck"}]}}"#,
                .failed, "stuck"),
            try Case(
                "not reconciling",
                #"{"kind":"X","status":{"conditions":[{"type":"Reconciling","status":"False"},{"type":"Stalled","status":"False"}]}}"#,
                .current, "is current"),
            try Case(
                "ready", #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"True"}]}}"#, .current,
                "is ready"),
            try Case(
                "not ready",
                #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"False","reason":"Waiting","message":"for pods"}]}}"#,
                .inProgress, "for pods"),
            try Case(
                "only a reason",
                #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"False","reason":"Waiting"}]}}"#,
                .inProgress, "Waiting"),
            try Case(
                "unknown", #"{"kind":"X","status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}"#, .inProgress,
                "Ready is Unknown"),
        ])
        #expect(
            status(of: [
                "kind": "X", "status": ["conditions": [["type": "Ready", "status": "False", "reason": "Waiting"]]],
            ]).reason == "Waiting")
        #expect(ResourceStatus.notFound.phase == .notFound)
        #expect(!ResourceStatus.notFound.isReady)
    }

    // MARK: - Workloads

    static func deployment(_ spec: String, _ status: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1},"spec":{\#(spec)},"status":{"observedGeneration":1,\#(status)}}"#
    }

    static let available =
        #""conditions":[{"type":"Available","status":"True"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]"#

    @Test func deployments() throws {
        let deadline = #""progressDeadlineSeconds":45"#
        Self.check([
            try Case(
                "new", #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1}}"#, .inProgress,
                "replicas 0/1", [0, 1]),
            try Case(
                "started", Self.deployment(#""replicas":3"#, #""replicas":1"#), .inProgress, "replicas 1/3", [0, 3]),
            try Case(
                "updating", Self.deployment(#""replicas":3"#, #""replicas":3,"updatedReplicas":1,"readyReplicas":3"#),
                .inProgress, "updated 1/3", [3, 3]),
            try Case(
                "old pods",
                Self.deployment(
                    #""replicas":1"#, #""replicas":2,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "waits for 1 old pods to end"),
            try Case(
                "not available",
                Self.deployment(
                    #""replicas":3"#, #""replicas":3,"updatedReplicas":3,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "available 1/3", [1, 3]),
            try Case(
                "not ready",
                Self.deployment(
                    #""replicas":3"#, #""replicas":3,"updatedReplicas":3,"readyReplicas":1,"availableReplicas":3"#),
                .inProgress, "ready 1/3", [1, 3]),
            try Case(
                "no condition yet",
                Self.deployment(deadline, #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "its new replica set is not available"),
            try Case(
                "no deadline",
                Self.deployment("", #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "is not available"),
            try Case(
                "ready",
                Self.deployment(
                    deadline,
                    #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"# + Self.available),
                .current, "ready 1/1", [1, 1]),
            try Case("none wanted", Self.deployment(#""replicas":0"#, Self.available), .current, "ready 0/0", [0, 0]),
            try Case(
                "deadline exceeded",
                Self.deployment(
                    #""replicas":3"#,
                    #""readyReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]"#
                ),
                .failed, "progress deadline exceeded, ready 1/3", [1, 3]),
            try Case(
                "F26 quota",
                Self.deployment(
                    #""replicas":2"#,
                    #""conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods \"x\" is forbidden: exceeded quota"}]"#
                ),
                .inProgress, "replicas 0/2: pods \"x\" is forbidden: exceeded quota", [0, 2]),
            try Case(
                "of old", #"{"apiVersion":"extensions/v1beta1","kind":"Deployment"}"#, .inProgress, "replicas 0/1"),
            try Case(
                "another group's", #"{"apiVersion":"example.com/v1","kind":"Deployment"}"#, .current, "is current"),
        ])
    }

    @Test func replicaSets() throws {
        func set(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"apps/v1","kind":"ReplicaSet","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        Self.check([
            try Case("new", set("", ""), .inProgress, "labelled 0/1"),
            try Case(
                "not available", set(#""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":1"#),
                .inProgress, "available 1/2"),
            try Case(
                "not ready",
                set(
                    #""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":1"#),
                .inProgress, "ready 1/2", [1, 2]),
            try Case(
                "too many",
                set(
                    #""replicas":1"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2"#),
                .inProgress, "waits for 1 old pods to end"),
            try Case(
                "ready",
                set(
                    #""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2"#),
                .current, "ready 2/2"),
            try Case(
                "F26 quota",
                set("", #""conditions":[{"type":"ReplicaFailure","status":"True","message":"exceeded quota"}]"#),
                .inProgress, "exceeded quota"),
            try Case(
                "controller",
                #"{"apiVersion":"v1","kind":"ReplicationController","spec":{"replicas":2},"status":{"readyReplicas":1}}"#,
                .inProgress, "ready 1/2"),
            try Case(
                "controller", #"{"apiVersion":"v1","kind":"ReplicationController","status":{"readyReplicas":1}}"#,
                .current, "ready 1/1"),
        ])
    }

    @Test func statefulSets() throws {
        func set(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"apps/v1","kind":"StatefulSet","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        Self.check([
            try Case(
                "on delete", set(#""updateStrategy":{"type":"OnDelete"}"#, ""), .current,
                "updates only when its pods are deleted"),
            try Case("new", set("", ""), .inProgress, "replicas 0/1"),
            try Case(
                "not ready", set(#""replicas":3"#, #""replicas":3,"readyReplicas":1"#), .inProgress, "ready 1/3",
                [1, 3]),
            try Case(
                "too many", set(#""replicas":1"#, #""replicas":2,"readyReplicas":2"#), .inProgress,
                "waits for 1 old pods to end"),
            try Case(
                "partition",
                set(
                    #""replicas":4,"updateStrategy":{"rollingUpdate":{"partition":2}}"#,
                    #""replicas":4,"readyReplicas":4,"updatedReplicas":1"#), .inProgress, "updated 1/2"),
            try Case(
                "partition done",
                set(
                    #""replicas":4,"updateStrategy":{"rollingUpdate":{"partition":2}}"#,
                    #""replicas":4,"readyReplicas":4,"updatedReplicas":2"#), .current,
                "ready 4/4, updated 2 behind partition 2"),
            try Case(
                "current", set(#""replicas":2"#, #""replicas":2,"readyReplicas":2,"currentReplicas":1"#), .inProgress,
                "current 1/2"),
            try Case(
                "revision",
                set(
                    "",
                    #""replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"b""#),
                .inProgress, "waits for all pods to have the new revision"),
            try Case(
                "ready",
                set(
                    "",
                    #""replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"a""#),
                .current, "ready 1/1", [1, 1]),
        ])
    }

    @Test func daemonSets() throws {
        func set(_ status: String) -> String {
            #"{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"generation":1},"status":{\#(status)}}"#
        }
        let seen = #""observedGeneration":1,"#
        Self.check([
            try Case("new", set(""), .inProgress, "the controller has not seen it yet"),
            try Case(
                "seen, not counted", set(#""observedGeneration":1"#), .inProgress, "the controller has not seen it yet"),
            try Case(
                "not scheduled", set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":3"#), .inProgress,
                "scheduled 3/4"),
            try Case(
                "not updated",
                set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":2"#),
                .inProgress, "updated 2/4"),
            try Case(
                "not available",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":2,"numberReady":3"#
                ), .inProgress, "available 2/4", [3, 4]),
            try Case(
                "not ready",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":3"#
                ), .inProgress, "ready 3/4", [3, 4]),
            try Case(
                "ready",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":4"#
                ), .current, "ready 4/4"),
            try Case("no node", set(seen + #""desiredNumberScheduled":0"#), .current, "ready 0/0, no node fits it"),
        ])
    }

    @Test func pods() throws {
        func pod(_ status: String) -> String { #"{"apiVersion":"v1","kind":"Pod","status":{\#(status)}}"# }
        Self.check([
            try Case("new", pod(""), .inProgress, "has no phase yet"),
            try Case("pending", pod(#""phase":"Pending""#), .inProgress, "is pending"),
            try Case(
                "unschedulable",
                pod(
                    #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient nvidia.com/gpu"}]"#
                ),
                .inProgress, "cannot be scheduled: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu"),
            try Case(
                "ready", pod(#""phase":"Running","conditions":[{"type":"Ready","status":"True"}]"#), .current,
                "is ready"),
            try Case(
                "not ready", pod(#""phase":"Running","conditions":[{"type":"Ready","status":"False"}]"#), .inProgress,
                "runs, but is not ready"),
            try Case(
                "crashing",
                pod(
                    #""phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}},{"name":"b","state":{"running":{}}}]"#
                ), .failed, "containers keep crashing: a"),
            try Case("done", pod(#""phase":"Succeeded""#), .current, "has completed"),
            try Case("failed", pod(#""phase":"Failed""#), .failed, "has failed"),
            try Case(
                "evicted", pod(#""phase":"Failed","reason":"Evicted","message":"low on memory""#), .failed,
                "Evicted: low on memory"),
            try Case("unheard of", pod(#""phase":"Sleeping""#), .unknown, "is in the unknown phase Sleeping"),
        ])
    }

    @Test func jobs() throws {
        func job(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"batch/v1","kind":"Job","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        Self.check([
            try Case("new", job("", ""), .inProgress, "has not started"),
            try Case(
                "running", job("", #""startTime":"t","active":1"#), .current, "runs: succeeded 0, active 1, failed 0"),
            try Case(
                "complete",
                job(#""parallelism":2"#, #""succeeded":2,"conditions":[{"type":"Complete","status":"True"}]"#),
                .current, "completed, succeeded 2/2"),
            try Case(
                "failed",
                job(
                    #""completions":3"#,
                    #""failed":2,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"too often"}]"#
                ), .failed, "failed 2/3: too often"),
            try Case(
                "suspended", job(#""suspend":true"#, #""conditions":[{"type":"Suspended","status":"True"}]"#), .current,
                "is suspended"),
            try Case(
                "resumed", job(#""suspend":false"#, #""conditions":[{"type":"Suspended","status":"True"}]"#),
                .inProgress, "has not started"),
            try Case("cron", #"{"apiVersion":"batch/v1","kind":"CronJob"}"#, .current, "is scheduled"),
            try Case(
                "suspended cron", #"{"apiVersion":"batch/v1","kind":"CronJob","spec":{"suspend":true}}"#, .current,
                "is suspended"),
        ])
    }

    // MARK: - The rest

    @Test func storageAndNetwork() throws {
        func claim(_ phase: String) -> String {
            #"{"apiVersion":"v1","kind":"PersistentVolumeClaim","status":{"phase":"\#(phase)"}}"#
        }
        func service(_ spec: String, _ status: String = "") -> String {
            #"{"apiVersion":"v1","kind":"Service","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        Self.check([
            try Case("bound", claim("Bound"), .current, "is bound"),
            try Case("pending", claim("Pending"), .inProgress, "is not bound, phase Pending"),
            try Case("lost", claim("Lost"), .failed, "has lost its volume"),
            try Case(
                "new", #"{"apiVersion":"v1","kind":"PersistentVolumeClaim"}"#, .inProgress,
                "is not bound, phase unknown"),
            try Case("cluster", service(""), .current, "is ready"),
            try Case("balancer", service(#""type":"LoadBalancer""#), .inProgress, "has no cluster address"),
            try Case(
                "no ingress", service(#""type":"LoadBalancer","clusterIP":"10.0.0.1""#), .current,
                "is ready, its load balancer has no address yet"),
            try Case(
                "ingress",
                service(
                    #""type":"LoadBalancer","clusterIP":"10.0.0.1""#, #""loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}"#),
                .current, "is ready"),
            try Case("map", #"{"apiVersion":"v1","kind":"ConfigMap"}"#, .current, "exists"),
            try Case("secret", #"{"apiVersion":"v1","kind":"Secret"}"#, .current, "exists"),
        ])
    }

    @Test func definitionsOfResources() throws {
        func crd(_ conditions: String) -> String {
            #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","status":{"conditions":[\#(conditions)]}}"#
        }
        Self.check([
            try Case("new", crd(""), .inProgress, "is being installed"),
            try Case(
                "installing",
                crd(
                    #"{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"False","reason":"Installing"}"#
                ), .inProgress, "is being installed"),
            try Case(
                "established", crd(#"{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}"#),
                .current, "is established"),
            try Case(
                "conflict",
                crd(
                    #"{"type":"NamesAccepted","status":"False","reason":"ListKindConflict","message":"taken"},{"type":"Established","status":"False","reason":"NotAccepted"}"#
                ), .failed, "taken"),
            try Case(
                "refused", crd(#"{"type":"Established","status":"False","reason":"NotAccepted","message":"no"}"#),
                .failed, "no"),
            try Case(
                "unheard of", crd(#"{"type":"Established","status":"Unknown"}"#), .inProgress, "is being installed"),
        ])
    }

    @Test func theClustersOwn() throws {
        func object(_ version: String, _ kind: String, _ rest: String) -> String {
            #"{"apiVersion":"\#(version)","kind":"\#(kind)",\#(rest)}"#
        }
        Self.check([
            try Case("namespace", object("v1", "Namespace", #""status":{"phase":"Active"}"#), .current, "is active"),
            try Case(
                "F20 a namespace that does not end",
                object(
                    "v1", "Namespace",
                    #""status":{"phase":"Terminating","conditions":[{"type":"NamespaceContentRemaining","status":"True","message":"x.io has 1 resource instances"},{"type":"NamespaceDeletionContentFailure","status":"False","message":"ok"}]}"#
                ),
                .terminating, "is being deleted: x.io has 1 resource instances"),
            try Case(
                "node", object("v1", "Node", #""status":{"conditions":[{"type":"Ready","status":"True"}]}"#), .current,
                "is ready"),
            try Case(
                "cordoned",
                object(
                    "v1", "Node",
                    #""spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}]}"#),
                .current, "is ready, but cordoned"),
            try Case(
                "not ready",
                object(
                    "v1", "Node",
                    #""status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"kubelet stopped posting"}]}"#
                ), .inProgress, "kubelet stopped posting"),
            try Case("silent", object("v1", "Node", #""status":{}"#), .inProgress, "has not reported yet"),
            try Case(
                "api",
                object(
                    "apiregistration.k8s.io/v1", "APIService",
                    #""status":{"conditions":[{"type":"Available","status":"True"}]}"#), .current, "is available"),
            try Case(
                "F22 api",
                object(
                    "apiregistration.k8s.io/v1", "APIService",
                    #""status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints","message":"no endpoints"}]}"#
                ), .inProgress, "no endpoints"),
            try Case(
                "budget", object("policy/v1", "PodDisruptionBudget", #""status":{"disruptionsAllowed":1}"#), .current,
                "allows 1 disruptions"),
            try Case(
                "budget failed",
                object(
                    "policy/v1", "PodDisruptionBudget",
                    #""status":{"conditions":[{"type":"DisruptionAllowed","status":"False","reason":"SyncFailed","message":"no scale"}]}"#
                ), .failed, "no scale"),
        ])
    }
}
