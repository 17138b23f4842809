import Readiness
import Testing

@Suite struct WorkloadStatusTests {
    static func deployment(_ spec: String, _ status: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1},"spec":{\#(spec)},"status":{"observedGeneration":1,\#(status)}}"#
    }

    static let available =
        #""conditions":[{"type":"Available","status":"True"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]"#

    @Test func deployments() throws {
        let deadline = #""progressDeadlineSeconds":45"#
        StatusCase.check([
            try StatusCase(
                "new", #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1}}"#, .inProgress,
                "replicas 0/1", [0, 1]),
            try StatusCase(
                "started", Self.deployment(#""replicas":3"#, #""replicas":1"#), .inProgress, "replicas 1/3", [0, 3]),
            try StatusCase(
                "updating", Self.deployment(#""replicas":3"#, #""replicas":3,"updatedReplicas":1,"readyReplicas":3"#),
                .inProgress, "updated 1/3", [3, 3]),
            try StatusCase(
                "old pods",
                Self.deployment(
                    #""replicas":1"#, #""replicas":2,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "waits for 1 old pods to end"),
            try StatusCase(
                "not available",
                Self.deployment(
                    #""replicas":3"#, #""replicas":3,"updatedReplicas":3,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "available 1/3", [1, 3]),
            try StatusCase(
                "not ready",
                Self.deployment(
                    #""replicas":3"#, #""replicas":3,"updatedReplicas":3,"readyReplicas":1,"availableReplicas":3"#),
                .inProgress, "ready 1/3", [1, 3]),
            try StatusCase(
                "no condition yet",
                Self.deployment(deadline, #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "its new replica set is not available"),
            try StatusCase(
                "no deadline",
                Self.deployment("", #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1"#),
                .inProgress, "is not available"),
            try StatusCase(
                "ready",
                Self.deployment(
                    deadline,
                    #""replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"# + Self.available),
                .current, "ready 1/1", [1, 1]),
            try StatusCase(
                "none wanted", Self.deployment(#""replicas":0"#, Self.available), .current, "ready 0/0", [0, 0]),
            try StatusCase(
                "deadline exceeded",
                Self.deployment(
                    #""replicas":3"#,
                    #""readyReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]"#
                ),
                .failed, "progress deadline exceeded, ready 1/3", [1, 3]),
            try StatusCase(
                "F26 quota",
                Self.deployment(
                    #""replicas":2"#,
                    #""conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods \"x\" is forbidden: exceeded quota"}]"#
                ),
                .inProgress, "replicas 0/2: pods \"x\" is forbidden: exceeded quota", [0, 2]),
            try StatusCase(
                "of old", #"{"apiVersion":"extensions/v1beta1","kind":"Deployment"}"#, .inProgress, "replicas 0/1"),
            try StatusCase(
                "another group's", #"{"apiVersion":"example.com/v1","kind":"Deployment"}"#, .current, "is current"),
        ])
    }

    @Test func replicaSets() throws {
        func set(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"apps/v1","kind":"ReplicaSet","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        StatusCase.check([
            try StatusCase("new", set("", ""), .inProgress, "labelled 0/1"),
            try StatusCase(
                "not available", set(#""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":1"#),
                .inProgress, "available 1/2"),
            try StatusCase(
                "not ready",
                set(
                    #""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":1"#),
                .inProgress, "ready 1/2", [1, 2]),
            try StatusCase(
                "too many",
                set(
                    #""replicas":1"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2"#),
                .inProgress, "waits for 1 old pods to end"),
            try StatusCase(
                "ready",
                set(
                    #""replicas":2"#, #""replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2"#),
                .current, "ready 2/2"),
            try StatusCase(
                "F26 quota",
                set("", #""conditions":[{"type":"ReplicaFailure","status":"True","message":"exceeded quota"}]"#),
                .inProgress, "exceeded quota"),
            try StatusCase(
                "controller",
                #"{"apiVersion":"v1","kind":"ReplicationController","spec":{"replicas":2},"status":{"readyReplicas":1}}"#,
                .inProgress, "ready 1/2"),
            try StatusCase(
                "controller", #"{"apiVersion":"v1","kind":"ReplicationController","status":{"readyReplicas":1}}"#,
                .current, "ready 1/1"),
        ])
    }

    @Test func statefulSets() throws {
        func set(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"apps/v1","kind":"StatefulSet","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        StatusCase.check([
            try StatusCase(
                "on delete, new", set(#""updateStrategy":{"type":"OnDelete"}"#, ""), .inProgress, "replicas 0/1"),
            try StatusCase(
                "on delete, not ready",
                set(#""replicas":2,"updateStrategy":{"type":"OnDelete"}"#, #""replicas":2,"readyReplicas":1"#),
                .inProgress, "ready 1/2", [1, 2]),
            try StatusCase(
                "on delete, with a surplus",
                set(#""replicas":1,"updateStrategy":{"type":"OnDelete"}"#, #""replicas":2,"readyReplicas":2"#),
                .inProgress, "waits for 1 old pods to end"),
            try StatusCase(
                "on delete, of the former template",
                set(
                    #""replicas":2,"updateStrategy":{"type":"OnDelete"}"#,
                    #""replicas":2,"readyReplicas":2,"currentRevision":"a","updateRevision":"b""#), .current,
                "ready 2/2", [2, 2]),
            try StatusCase("new", set("", ""), .inProgress, "replicas 0/1"),
            try StatusCase(
                "not ready", set(#""replicas":3"#, #""replicas":3,"readyReplicas":1"#), .inProgress, "ready 1/3",
                [1, 3]),
            try StatusCase(
                "too many", set(#""replicas":1"#, #""replicas":2,"readyReplicas":2"#), .inProgress,
                "waits for 1 old pods to end"),
            try StatusCase(
                "partition",
                set(
                    #""replicas":4,"updateStrategy":{"rollingUpdate":{"partition":2}}"#,
                    #""replicas":4,"readyReplicas":4,"updatedReplicas":1"#), .inProgress, "updated 1/2"),
            try StatusCase(
                "partition done",
                set(
                    #""replicas":4,"updateStrategy":{"rollingUpdate":{"partition":2}}"#,
                    #""replicas":4,"readyReplicas":4,"updatedReplicas":2"#), .current,
                "ready 4/4, updated 2 behind partition 2"),
            try StatusCase(
                "current", set(#""replicas":2"#, #""replicas":2,"readyReplicas":2,"currentReplicas":1"#), .inProgress,
                "current 1/2"),
            try StatusCase(
                "revision",
                set(
                    "",
                    #""replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"b""#),
                .inProgress, "waits for all pods to have the new revision"),
            try StatusCase(
                "ready",
                set(
                    "",
                    #""replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"a""#),
                .current, "ready 1/1", [1, 1]),
        ])
    }

    @Test func daemonSets() throws {
        func set(_ status: String, _ spec: String = "") -> String {
            #"{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"generation":1},"spec":{\#(spec)},"status":{\#(status)}}"#
        }
        let onDelete = #""updateStrategy":{"type":"OnDelete"}"#
        let seen = #""observedGeneration":1,"#
        StatusCase.check([
            try StatusCase("new", set(""), .inProgress, "the controller has not seen it yet"),
            try StatusCase(
                "seen, not counted", set(#""observedGeneration":1"#), .inProgress, "the controller has not seen it yet"),
            try StatusCase(
                "not scheduled", set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":3"#), .inProgress,
                "scheduled 3/4"),
            try StatusCase(
                "not updated",
                set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":2"#),
                .inProgress, "updated 2/4"),
            try StatusCase(
                "not available",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":2,"numberReady":3"#
                ), .inProgress, "available 2/4", [3, 4]),
            try StatusCase(
                "not ready",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":3"#
                ), .inProgress, "ready 3/4", [3, 4]),
            try StatusCase(
                "ready",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":4"#
                ), .current, "ready 4/4"),
            try StatusCase(
                "on delete, of the former template",
                set(
                    seen
                        + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"numberAvailable":4,"numberReady":4"#,
                    onDelete), .current, "ready 4/4", [4, 4]),
            try StatusCase(
                "on delete, not available",
                set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":4,"numberAvailable":3"#, onDelete),
                .inProgress, "available 3/4"),
            try StatusCase(
                "on delete, not scheduled",
                set(seen + #""desiredNumberScheduled":4,"currentNumberScheduled":1"#, onDelete), .inProgress,
                "scheduled 1/4"),
            try StatusCase(
                "no node", set(seen + #""desiredNumberScheduled":0"#), .current, "ready 0/0, no node fits it"),
        ])
    }

    @Test func pods() throws {
        func pod(_ status: String) -> String { #"{"apiVersion":"v1","kind":"Pod","status":{\#(status)}}"# }
        StatusCase.check([
            try StatusCase("new", pod(""), .inProgress, "has no phase yet"),
            try StatusCase("pending", pod(#""phase":"Pending""#), .inProgress, "is pending"),
            try StatusCase(
                "unschedulable",
                pod(
                    #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient nvidia.com/gpu"}]"#
                ),
                .inProgress, "cannot be scheduled: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu"),
            try StatusCase(
                "ready", pod(#""phase":"Running","conditions":[{"type":"Ready","status":"True"}]"#), .current,
                "is ready"),
            try StatusCase(
                "not ready", pod(#""phase":"Running","conditions":[{"type":"Ready","status":"False"}]"#), .inProgress,
                "runs, but is not ready"),
            try StatusCase(
                "crashing",
                pod(
                    #""phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}},{"name":"b","state":{"running":{}}}]"#
                ), .failed, "containers keep crashing: a"),
            try StatusCase("done", pod(#""phase":"Succeeded""#), .current, "has completed"),
            try StatusCase("failed", pod(#""phase":"Failed""#), .failed, "has failed"),
            try StatusCase(
                "evicted", pod(#""phase":"Failed","reason":"Evicted","message":"low on memory""#), .failed,
                "Evicted: low on memory"),
            try StatusCase("unheard of", pod(#""phase":"Sleeping""#), .unknown, "is in the unknown phase Sleeping"),
        ])
    }

    @Test func jobs() throws {
        func job(_ spec: String, _ status: String) -> String {
            #"{"apiVersion":"batch/v1","kind":"Job","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        StatusCase.check([
            try StatusCase("new", job("", ""), .inProgress, "has not started"),
            try StatusCase(
                "F26 started, and its pods are refused", job("", #""startTime":"t""#), .inProgress,
                "has started, and has no pods yet"),
            try StatusCase(
                "running", job("", #""startTime":"t","active":1"#), .current, "runs: succeeded 0, active 1, failed 0"),
            try StatusCase(
                "between two tries", job("", #""startTime":"t","failed":1"#), .current,
                "runs: succeeded 0, active 0, failed 1"),
            try StatusCase(
                "with a pod that has just ended",
                job("", #""startTime":"t","uncountedTerminatedPods":{"succeeded":["u"]}"#), .current,
                "runs: succeeded 0, active 0, failed 0"),
            try StatusCase(
                "held", job(#""parallelism":0"#, #""startTime":"t""#), .current, "wants no pods: its parallelism is 0"),
            try StatusCase(
                "complete",
                job(#""parallelism":2"#, #""succeeded":2,"conditions":[{"type":"Complete","status":"True"}]"#),
                .current, "completed, succeeded 2/2"),
            try StatusCase(
                "failed",
                job(
                    #""completions":3"#,
                    #""failed":2,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"too often"}]"#
                ), .failed, "failed 2/3: too often"),
            try StatusCase(
                "suspended", job(#""suspend":true"#, #""conditions":[{"type":"Suspended","status":"True"}]"#), .current,
                "is suspended"),
            try StatusCase(
                "resumed", job(#""suspend":false"#, #""conditions":[{"type":"Suspended","status":"True"}]"#),
                .inProgress, "has not started"),
            try StatusCase("cron", #"{"apiVersion":"batch/v1","kind":"CronJob"}"#, .current, "is scheduled"),
            try StatusCase(
                "suspended cron", #"{"apiVersion":"batch/v1","kind":"CronJob","spec":{"suspend":true}}"#, .current,
                "is suspended"),
        ])
    }
}
